using System.Diagnostics;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>What SIGTERM sets off in a worker whose handlers are all busy: the host's lifetime hears it, and stops.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private const int Handlers = 16;

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerHarness _worker = null!;
    private int _begun;

    public async ValueTask InitializeAsync()
    {
        _worker = await WorkerHarness.CreateAsync();
        _worker.Behavior.Work = _ =>
        {
            Interlocked.Increment(ref _begun);
            return _gate.Task;
        };
        for (var number = 0; number < Handlers + 4; number++)
            await _worker.DeliverAsync(WorkerHarness.Event($"{number}"));
        await _worker.RunAsync();
        await Eventually.UntilAsync(async () => (await _worker.CountAsync()).Visible == 0 && Volatile.Read(ref _begun) == Handlers);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _worker.DisposeAsync();
    }

    [Fact]
    public async Task Lets_another_worker_see_what_was_not_started_within_a_second()
    {
        var begun = Stopwatch.GetTimestamp();
        _ = _worker.TerminateAsync();

        await Eventually.GetAsync(() => _worker.TakeAsync("answers"), messages => messages.Count > 0);
        var took = Stopwatch.GetElapsedTime(begun);

        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took.TotalMilliseconds:0} ms.");
    }

    [Fact]
    public async Task Finishes_and_deletes_what_runs()
    {
        var stopped = _worker.TerminateAsync();
        await Eventually.UntilAsync(async () => await _worker.CountAsync() == (4, Handlers));
        _gate.SetResult();
        await stopped;

        Assert.Equal((4, 0), await _worker.CountAsync());
    }
}
