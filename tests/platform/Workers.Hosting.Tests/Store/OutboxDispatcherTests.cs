using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Postgres.Testing;
using Workers.EventBridge.Publishing;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

public abstract class OutboxDispatcherTests(DatabaseKind database) : IAsyncLifetime
{
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(1), LongLease = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outbox-");
    private readonly List<OutboxProcess> _processes = [];
    private string _connection = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _connection = database == DatabaseKind.Postgres
            ? PostgresServer.Get().CreateDatabase()
            : $"Data Source={Path.Combine(_folder.FullName, "answers.db")}";
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task While_the_bus_takes_longer_than_a_lease_no_other_process_sends_the_events_again()
    {
        var (first, second) = (await StartAsync(ShortLease), await StartAsync(ShortLease));
        first.Publisher.Sending = second.Publisher.Sending = (_, cancelled) => Task.Delay(ShortLease * 4, cancelled);

        await first.CommitAsync(150);
        await second.CommitAsync(150);
        await Eventually.UntilAsync(async () => (await first.OutboxAsync()).Count == 0);

        Assert.Equal(300, first.Publisher.Sent.Count + second.Publisher.Sent.Count);
        Assert.All(first.Publisher.Sent.Values.Concat(second.Publisher.Sent.Values), times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task A_row_that_another_process_has_taken_is_not_sent_any_more()
    {
        var process = await StartAsync(ShortLease);
        var sending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Publisher.Sending = async (_, token) =>
        {
            sending.TrySetResult();
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.TrySetResult();
            token.ThrowIfCancellationRequested();
        };

        await process.CommitAsync(1);

        // On a busy machine the row could be taken before it is sent, and would then not be sent at all.
        await sending.Task.WaitAsync(Eventually.Deadline, Token);
        await process.UseAsync(db => db.Outbox.ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.Owner, "another").SetProperty(entry => entry.NotBefore, long.MaxValue), Token));
        await cancelled.Task.WaitAsync(Eventually.Deadline, Token);

        Assert.Equal("another", Assert.Single(await process.OutboxAsync()).Owner);
        Assert.Empty(process.Publisher.Sent);
    }

    [Fact]
    public async Task At_a_stop_everything_that_is_committed_is_published_first()
    {
        var process = await StartAsync(LongLease);
        process.Publisher.Sending = (_, cancelled) => Task.Delay(20, cancelled);
        await process.CommitAsync(1000);

        await process.StopAsync(Token);

        Assert.Equal(1000, process.Publisher.Sent.Count);
        Assert.Empty(await process.OutboxAsync());
    }

    [Fact]
    public async Task At_a_stop_the_rows_that_nobody_holds_are_published_too()
    {
        var process = await CreateAsync(LongLease);
        await process.CommitAsync(500);
        await process.UseAsync(db => db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.NotBefore, 0L), Token));
        var restarted = await StartAsync(LongLease);

        await restarted.StopAsync(Token);

        Assert.Equal(500, restarted.Publisher.Sent.Count);
        Assert.Empty(await restarted.OutboxAsync());
    }

    [Fact]
    public async Task What_the_bus_does_not_take_until_the_stop_is_free_for_the_next_process()
    {
        var process = await StartAsync(LongLease);
        var sending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Publisher.Sending = (_, cancelled) =>
        {
            sending.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancelled);
        };
        await process.CommitAsync(500);
        await sending.Task;

        using var stopTime = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await process.StopAsync(stopTime.Token);
        var next = await StartAsync(LongLease);
        await Eventually.UntilAsync(async () => (await next.OutboxAsync()).Count == 0);

        Assert.Equal((0, 500), (process.Publisher.Sent.Count, next.Publisher.Sent.Count));
    }

    [Fact]
    public async Task An_event_that_is_refused_for_good_is_kept_with_the_reason_and_reported_once()
    {
        var process = await StartAsync(LongLease, tries: 2);
        process.Publisher.Sending = (_, _) => throw new EventPublishException("MalformedDetail", "Detail is malformed.");

        await process.CommitAsync(1);
        await Eventually.UntilAsync(async () => (await process.OutboxAsync()).Single().RefusedAt is not null && process.Metrics.Refused == 1);

        var refused = Assert.Single(await process.OutboxAsync());
        Assert.Equal((2, "Detail is malformed."), (refused.Failures, refused.Refusal));
        var line = Assert.Single(process.Log.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains($"{refused.EventId}", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_event_is_published_again_on_request()
    {
        var process = await StartAsync(LongLease, tries: 1);
        process.Publisher.Sending = (_, _) => throw new EventPublishException("AccessDeniedException", "Not allowed.");
        await process.CommitAsync(1);
        await Eventually.UntilAsync(async () => (await process.OutboxAsync()).Single().RefusedAt is not null);

        process.Publisher.Sending = (_, _) => Task.CompletedTask;
        await process.UseAsync(async db => Assert.Equal(1, await db.PublishRefusedAsync(Token)));
        await Eventually.UntilAsync(async () => (await process.OutboxAsync()).Count == 0);

        Assert.Single(process.Publisher.Sent);
    }

    [Fact]
    public async Task An_event_that_the_bus_cannot_take_for_the_moment_is_never_refused()
    {
        var process = await StartAsync(LongLease, tries: 1);
        var failures = 0;
        process.Publisher.Sending = (_, _) => Interlocked.Increment(ref failures) < 3
            ? throw new EventPublishException("ThrottlingException", "Slow down.") { IsTransient = true }
            : Task.CompletedTask;

        await process.CommitAsync(1);
        await Eventually.UntilAsync(async () => (await process.OutboxAsync()).Count == 0);

        Assert.Single(process.Publisher.Sent);
        Assert.DoesNotContain(process.Log.Lines, line => line.Level == LogLevel.Error);
    }

    private async Task<OutboxProcess> StartAsync(TimeSpan leaseTime, int tries = 10)
    {
        var process = await CreateAsync(leaseTime, tries);
        await process.StartAsync();
        return process;
    }

    private async Task<OutboxProcess> CreateAsync(TimeSpan leaseTime, int tries = 10)
    {
        var process = new OutboxProcess(_connection, leaseTime, tries);
        _processes.Add(process);
        await process.UseAsync(db => db.MigrateAsync(Token));
        return process;
    }
}

public sealed class OutboxDispatcherTestsOnSqlite() : OutboxDispatcherTests(DatabaseKind.Sqlite);

public sealed class OutboxDispatcherTestsOnPostgres() : OutboxDispatcherTests(DatabaseKind.Postgres);
