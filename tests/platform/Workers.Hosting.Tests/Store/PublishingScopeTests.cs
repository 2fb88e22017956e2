using Crashing.Worker;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Serilog.Events;
using Workers.EventBridge.Publishing;
using Workers.Hosting.Store;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

/// <summary>Publishing outside a consumer, such as in an HTTP request: into the outbox of the scope's database.</summary>
public abstract class PublishingScopeTests(DatabaseKind database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_published_when_the_scope_saves()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await InScopeAsync(worker, async (publisher, db) =>
        {
            await publisher.Publish(new Answered("saved"), Token);
            await db.SaveChangesAsync(Token);
        });

        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);
        Assert.Contains("saved", Assert.Single(published).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_context_publishes_with_what_it_saves_for_who_has_no_scope()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await InScopeAsync(worker, async (_, db) =>
        {
            await db.PublishAsync(new Answered("by the context"), Token);
            Assert.Empty(await worker.TakeAsync("tap"));
            await db.SaveChangesAsync(Token);
        });

        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);
        Assert.Contains("by the context", Assert.Single(published).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publisher_of_the_root_provider_is_refused()
    {
        var services = new ServiceCollection();
        services.AddWorkerStore<AnswerDbContext>(SqliteProvider.Instance, "Data Source=none.db", new StoreOptions());
        await using var provider = services.BuildServiceProvider(validateScopes: false);

        var refused = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IOutbox>());

        Assert.Contains("root provider", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_published_when_a_transaction_of_the_scope_commits_and_not_before()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await InScopeAsync(worker, async (publisher, db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            await publisher.Publish(new Answered("first"), Token);
            await db.SaveChangesAsync(Token);
            Assert.Empty(await worker.TakeAsync("tap"));
            await transaction.CommitAsync(Token);
        });

        Assert.Single(await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0));
    }

    [Fact]
    public async Task An_event_of_a_scope_that_rolls_back_is_not_published()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await InScopeAsync(worker, async (publisher, db) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            await publisher.Publish(new Answered("undone"), Token);
            await db.SaveChangesAsync(Token);
            await transaction.RollbackAsync(Token);
        });
        await InScopeAsync(worker, async (publisher, db) =>
        {
            await publisher.Publish(new Answered("done"), Token);
            db.SaveChanges();
        });

        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);
        Assert.Contains("\"done\"", Assert.Single(published).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_save_that_failed_and_is_repeated_publishes_the_event_once()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await InScopeAsync(worker, async (publisher, db) =>
        {
            db.Answers.Add(new Answer { Subject = "there" });
            await db.SaveChangesAsync(Token);
            var id = (await db.Answers.AsNoTracking().SingleAsync(Token)).Id;
            db.ChangeTracker.Clear();
            var copy = new Answer { Subject = "copy" };
            db.Entry(copy).Property(answer => answer.Id).CurrentValue = id;
            db.Answers.Add(copy);
            await publisher.Publish(new Answered("repeated"), Token);

            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));
            db.Entry(copy).State = EntityState.Detached;
            await db.SaveChangesAsync(Token);
        });

        Assert.Single(await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0));
        Assert.Empty(await worker.TakeAsync("tap"));
    }

    [Fact]
    public async Task An_event_that_is_never_saved_is_a_warning()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);
        await worker.RunAsync(LogEventLevel.Warning);

        await InScopeAsync(worker, (publisher, _) => publisher.Publish(new Answered("forgotten"), Token));

        Assert.StartsWith("1 events were published and never saved", Assert.Single(Warnings(worker)), StringComparison.Ordinal);

        await InScopeAsync(worker, async (publisher, db) =>
        {
            await publisher.Publish(new Answered("tried"), Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.SaveChangesAsync(new CancellationToken(canceled: true)));
            await publisher.Publish(new Answered("forgotten"), Token);
        });

        Assert.Equal(2, Warnings(worker).Count());
    }

    [Theory, InlineData("SaveChangesAsync"), InlineData("SaveChanges"), InlineData("CommitAsync"), InlineData("transaction"), InlineData("cancelled")]
    public async Task One_whose_save_failed_is_not_forgotten(string save)
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);
        await worker.RunAsync(LogEventLevel.Warning);
        var id = 0;
        await InScopeAsync(worker, async (_, db) =>
        {
            var there = new Answer { Subject = "there" };
            db.Answers.Add(there);
            await db.SaveChangesAsync(Token);
            id = there.Id;
        });

        await InScopeAsync(worker, async (publisher, db) =>
        {
            var copy = new Answer { Subject = "copy" };
            db.Entry(copy).Property(answer => answer.Id).CurrentValue = id;
            db.Answers.Add(copy);
            await publisher.Publish(new Answered("failed"), Token);

            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                switch (save)
                {
                    case "SaveChanges":
                        db.SaveChanges();
                        break;
                    case "CommitAsync":
                        await db.CommitAsync(Token);
                        break;
                    case "transaction":
                        await using (await db.Database.BeginTransactionAsync(Token))
                            await db.SaveChangesAsync(Token);
                        break;
                    case "cancelled":
                        await db.SaveChangesAsync(new CancellationToken(canceled: true));
                        break;
                    default:
                        await db.SaveChangesAsync(Token);
                        break;
                }
            });
        });

        Assert.Empty(Warnings(worker));
    }

    private static IEnumerable<string> Warnings(WorkerHarness worker) => worker.Log.Events
        .Select(said => said.RenderMessage())
        .Where(text => text.Contains("never saved", StringComparison.Ordinal));

    private static async Task InScopeAsync(WorkerHarness worker, Func<IPublishEndpoint, AnswerDbContext, Task> use)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        await use(
            scope.ServiceProvider.GetRequiredService<IPublishEndpoint>(), scope.ServiceProvider.GetRequiredService<AnswerDbContext>());
    }
}

public sealed class PublishingScopeTestsOnSqlite() : PublishingScopeTests(DatabaseKind.Sqlite);

public sealed class PublishingScopeTestsOnPostgres() : PublishingScopeTests(DatabaseKind.Postgres);
