using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Postgres.Testing;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Resilience;
using Workers.Hosting.Tests.Hosting;
using Workers.Hosting.Tests.Store;

namespace Workers.Hosting.Tests.Outages;

/// <summary>Messages that want the same row are neither an outage nor a bug: one after the other gets it.</summary>
public sealed class ContentionTests
{
    private const int Events = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_row_that_all_change_by_a_token_is_changed_by_all(DatabaseKind database)
    {
        var script = new ConsumerScript { Consume = (db, _, _) => IncrementAsync(db) };
        await using var worker = await WorkerHarness.CreateAsync(database: database);
        worker.AddConsumers = builder =>
        {
            builder.Services.AddSingleton(script);
            builder.AddConsumer<ScriptedConsumer>();
        };
        await worker.RunAsync();
        await UseAsync(worker, async db =>
        {
            db.Answers.Add(new Answer { Subject = "0" });
            await db.SaveChangesAsync(Token);
        });
        for (var index = 0; index < Events; index++)
            await worker.DeliverAsync(WorkerHarness.Event($"{index}"));

        var circuit = worker.Services.GetRequiredService<ReceiveCircuit>();
        await Eventually.UntilAsync(async () =>
        {
            Assert.False(circuit.IsOpen, circuit.Reason);
            return await worker.DepthAsync() == 0;
        });

        await UseAsync(worker, async db => Assert.Equal($"{Events}", (await db.Answers.SingleAsync(Token)).Subject));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    public void A_conflict_of_the_database_is_no_sign_of_an_outage(string code)
    {
        var failure = new InvalidOperationException("likely transient", new PostgresException("conflict", "ERROR", "ERROR", code));

        Assert.Equal((true, false), (OutageSigns.IsConflict(failure), OutageSigns.AreIn(failure)));
    }

    private static async Task IncrementAsync(AnswerDbContext db)
    {
        var row = await db.Answers.AsNoTracking().SingleAsync(Token);
        await Task.Yield();
        var next = $"{int.Parse(row.Subject, System.Globalization.CultureInfo.InvariantCulture) + 1}";
        if (await db.Answers.Where(answer => answer.Subject == row.Subject).ExecuteUpdateAsync(set => set.SetProperty(answer => answer.Subject, next), Token) == 0)
            throw new DbUpdateConcurrencyException("The row was changed.");
    }

    private static async Task UseAsync(WorkerHarness worker, Func<AnswerDbContext, Task> use)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<AnswerDbContext>());
    }
}
