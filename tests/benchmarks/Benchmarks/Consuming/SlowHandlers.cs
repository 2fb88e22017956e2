using System.Diagnostics;
using Benchmarks.Stand;

namespace Benchmarks.Consuming;

/// <summary>Handles in 20 ms, but two orders, once the run is under way, in 3 s; counts what is done while both of them run.</summary>
internal sealed class SlowHandlers
{
    private static readonly HashSet<string> Slow = ["400", "401"];
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private int _done;
    private int _slowStarted;
    private (int Done, long At) _bothStarted;
    private (int Done, long At) _firstEnded;

    /// <summary>Messages per second between the start of the second slow one and the end of the first.</summary>
    public double RateMeanwhile =>
        (_firstEnded.Done - _bothStarted.Done) / Stopwatch.GetElapsedTime(_bothStarted.At, _firstEnded.At).TotalSeconds;

    public async Task HandleAsync(BenchmarkOrder order, CancellationToken cancellationToken)
    {
        if (!Slow.Contains(order.OrderId))
        {
            await Task.Delay(Usual, cancellationToken);
            Interlocked.Increment(ref _done);
            return;
        }

        lock (_lock)
        {
            if (++_slowStarted == Slow.Count)
                _bothStarted = Now();
        }

        await Task.Delay(Long, cancellationToken);
        lock (_lock)
        {
            if (_firstEnded.At == 0)
                _firstEnded = Now();
        }
    }

    private (int Done, long At) Now() => (Volatile.Read(ref _done), Stopwatch.GetTimestamp());
}
