using System.Diagnostics;

namespace Benchmarks.Stand;

/// <summary>What the handlers of a run do, and when they did it. The same for all contestants.</summary>
/// <param name="expected">Messages of the run.</param>
/// <param name="warmUp">Messages before the clock starts.</param>
/// <param name="handle">The work on one message; none by default.</param>
internal sealed class Work(int expected, int warmUp = 0, Func<BenchmarkOrder, CancellationToken, Task>? handle = null)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _handled;
    private long _firstAt;
    private long _lastAt;
    private TimeSpan _cpuAtFirst;
    private TimeSpan _cpuAtLast;

    /// <summary>Ends with the last message.</summary>
    public Task Done => _done.Task;

    public int Handled => Volatile.Read(ref _handled);

    public double MessagesPerSecond => MessagesPerSecondUntil(_lastAt);

    public double CpuMicrosecondsPerMessage => (_cpuAtLast - _cpuAtFirst).TotalMicroseconds / (expected - warmUp);

    /// <summary>Where more is to be done than the handlers do: at that moment all of it was done.</summary>
    public double MessagesPerSecondUntil(long timestamp) =>
        (expected - warmUp) / Stopwatch.GetElapsedTime(_firstAt, timestamp).TotalSeconds;

    public Task HandleAsync(BenchmarkOrder order, CancellationToken cancellationToken = default)
    {
        var working = handle?.Invoke(order, cancellationToken);
        if (working is null or { IsCompletedSuccessfully: true })
        {
            Count();
            return Task.CompletedTask;
        }

        return CountAfterAsync(working);
    }

    private async Task CountAfterAsync(Task working)
    {
        await working.ConfigureAwait(false);
        Count();
    }

    private void Count()
    {
        var handled = Interlocked.Increment(ref _handled);
        if (handled == Math.Max(1, warmUp))
        {
            _firstAt = Stopwatch.GetTimestamp();
            _cpuAtFirst = Environment.CpuUsage.TotalTime;
        }

        if (handled == expected)
        {
            _lastAt = Stopwatch.GetTimestamp();
            _cpuAtLast = Environment.CpuUsage.TotalTime;
            _done.TrySetResult();
        }
    }
}
