using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Hosting;

public abstract class RetentionTests(DatabaseKind database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_forgotten_when_its_retention_is_over()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);
        await worker.DeliverAsync(WorkerHarness.Event("remembered"));
        await Eventually.UntilAsync(async () => await CountAsync(worker) == 1);

        await ForgetAsync(worker, after: TimeSpan.FromDays(13));
        var before = await CountAsync(worker);
        await ForgetAsync(worker, after: TimeSpan.FromDays(15));

        Assert.Equal((1, 0), (before, await CountAsync(worker)));
    }

    [Fact]
    public async Task Rows_of_a_workers_own_are_deleted_when_they_expire_whatever_becomes_of_others()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);
        await worker.DeliverAsync(WorkerHarness.Event("old"));
        await worker.DeliverAsync(WorkerHarness.Event("young"));
        await Eventually.UntilAsync(async () => await CountAsync(worker) == 2);

        var old = new ExpiredRows<AnswerDbContext, Answer>((db, _) => db.Answers.Where(answer => answer.Subject == "old").OrderBy(answer => answer.Id));
        var failing = new ExpiredRows<AnswerDbContext, Answer>((_, _) => throw new InvalidOperationException("This query cannot be made."));
        await ForgetAsync(worker, after: TimeSpan.Zero, failing, old);

        await using var scope = worker.Services.CreateAsyncScope();
        var left = await scope.ServiceProvider.GetRequiredService<AnswerDbContext>().Answers.Select(answer => answer.Subject).ToListAsync(Token);
        Assert.Equal(["young"], left);
    }

    [Fact]
    public async Task A_retention_that_would_let_copies_through_is_refused()
    {
        var error = await Assert.ThrowsAsync<SettingsException>(
            () => Task.Run(() => WorkerApplication.Create(["--Store:InboxRetention", "00:10:00"], worker => worker.AddStore<AnswerDbContext>(store => store.UseSqlite().UsePostgreSql()))));

        Assert.Contains("Store:InboxRetention", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Has the store cleaned, as it is so much later.</summary>
    private static async Task ForgetAsync(WorkerHarness worker, TimeSpan after, params IReadOnlyList<IExpiredRows> expired)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow + after);
        using var retention = new StoreRetention(
            worker.Services.GetRequiredService<IServiceScopeFactory>(),
            expired,
            new StoreOptions(),
            clock,
            NullLogger<StoreRetention>.Instance);
        await retention.ForgetAsync(Token);
    }

    private static async Task<int> CountAsync(WorkerHarness worker)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AnswerDbContext>().Inbox.CountAsync(Token);
    }
}

public sealed class RetentionTestsOnSqlite() : RetentionTests(DatabaseKind.Sqlite);

public sealed class RetentionTestsOnPostgres() : RetentionTests(DatabaseKind.Postgres);
