using System.Net;
using Postgres.Testing;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Outages;

/// <summary>A database that takes nothing for a while: what came meanwhile is done afterwards, once.</summary>
public sealed class DatabaseOutageTests
{
    /// <summary>Each larger than what a page of a file may still have room for.</summary>
    private static readonly string[] Subjects = [.. Enumerable.Range(0, 6).Select(i => $"{i} {new string('x', 10_000)}")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Since_its_disk_is_full_makes_the_worker_wait_and_go_on_by_itself()
    {
        var disk = new FullDisk();
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Interceptors.Add(disk);

        await WaitAndGoOnAsync(worker, () => disk.IsFull = true, () => disk.IsFull = false);
    }

    [Fact]
    public async Task Since_its_server_is_down_makes_the_worker_wait_and_go_on_by_itself()
    {
        using var server = PostgresServer.StartOwn();
        await using var worker = await WorkerHarness.CreateAsync(server.ConnectionString);

        await WaitAndGoOnAsync(worker, server.Stop, server.Start);
    }

    [Fact]
    public async Task Is_not_the_fault_of_who_asks_meanwhile()
    {
        using var server = PostgresServer.StartOwn();
        await using var worker = await WorkerHarness.CreateAsync(server.ConnectionString);
        await worker.RunAsync();

        server.Stop();
        using var answer = await worker.Http.GetAsync("/effects", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Is_reported_once_by_the_outbox_and_so_is_its_return()
    {
        using var server = PostgresServer.StartOwn();
        await using var worker = await WorkerHarness.CreateAsync(server.ConnectionString);
        await worker.RunAsync(Serilog.Events.LogEventLevel.Debug);

        server.Stop();
        await Eventually.UntilAsync(() => Said(worker, "The outbox still cannot be read") > 0);
        server.Start();
        await Eventually.UntilAsync(() => Said(worker, "The outbox works again") > 0);

        Assert.Equal(1, Said(worker, "The outbox cannot be read"));
    }

    private static int Said(WorkerHarness worker, string beginning) =>
        worker.Log.Events.Count(said => said.RenderMessage().StartsWith(beginning, StringComparison.Ordinal));

    private static async Task WaitAndGoOnAsync(WorkerHarness worker, Action fail, Action mend)
    {
        await worker.RunAsync(Serilog.Events.LogEventLevel.Debug,
            settings: ["--Resilience:Circuit:BreakDuration", "00:00:00.500", "--Resilience:Circuit:MaxBreakDuration", "00:00:01"]);
        await Eventually.UntilAsync(() => IsReadyAsync(worker));

        fail();
        foreach (var subject in Subjects)
            await worker.DeliverAsync(WorkerHarness.Event(subject));
        await Eventually.UntilAsync(async () => !await IsReadyAsync(worker));
        var waiting = await worker.DepthAsync();
        mend();
        await Eventually.UntilAsync(() => IsReadyAsync(worker));
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(Subjects.Length, waiting);
        Assert.Equal(
            Subjects.Select(subject => (subject, 1)),
            (await worker.AnswersAsync()).Select(answer => (answer.Key, answer.Value)).Order());
        Assert.Empty(await worker.TakeAsync("answers-dlq"));
    }

    private static async Task<bool> IsReadyAsync(WorkerHarness worker)
    {
        using var answer = await worker.Http.GetAsync("/health/ready", Token);
        return answer.StatusCode == HttpStatusCode.OK;
    }
}
