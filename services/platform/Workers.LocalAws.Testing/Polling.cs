using System.Diagnostics;

namespace Workers.LocalAws.Testing;

/// <summary>Waits for a condition by the system's clock: the server may have a clock that only the test advances.</summary>
internal static class Polling
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <returns>Whether the condition was met in time.</returns>
    public static async Task<bool> UntilAsync(Func<Task<bool>> condition, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(begun) >= timeout)
                return false;
            await Task.Delay(Interval, cancellationToken);
        }

        return true;
    }
}
