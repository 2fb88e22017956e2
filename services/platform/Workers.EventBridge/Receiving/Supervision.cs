namespace Workers.EventBridge.Receiving;

/// <summary>Watches loops that run until a stop.</summary>
internal static class Supervision
{
    /// <summary>Runs one iteration after the other until stopped, even if one throws.</summary>
    /// <param name="iterate">One iteration.</param>
    /// <param name="log">Log for its exceptions.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">No iteration starts after this.</param>
    public static async Task RepeatAsync(Func<Task> iterate, TransportLog log, TimeProvider time, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await iterate().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (stopping.IsCancellationRequested)
                    return;
                log.Error(error, "A receive loop failed and continues");
                await Task.Delay(TimeSpan.FromSeconds(1), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Waits for the stop, or for a loop that ends earlier.</summary>
    /// <returns>Why it ended; null if stopped.</returns>
    public static async Task<Exception?> WatchAsync(IEnumerable<Task> loops, CancellationToken stopping)
    {
        var stopped = Task.Delay(Timeout.Infinite, stopping);
        var first = await Task.WhenAny([stopped, .. loops]).ConfigureAwait(false);
        return stopping.IsCancellationRequested
            ? null
            : first.Exception?.GetBaseException() ?? new InvalidOperationException("A receive loop ended.");
    }
}
