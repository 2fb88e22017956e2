namespace Workers.EventBridge.Receiving;

/// <summary>
/// Reports to the observer, and so to the health checks, whether the endpoint can receive. All polls of an endpoint share it.
/// </summary>
internal sealed class EndpointHealth(IReceiveStatusObserver observer, string queueName, TransportLog log, TimeProvider time)
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _warning = new();
    private (string Reason, long At)? _warned;
    private bool _isFaulted;
    private volatile bool _isCircuitOpen;

    public async Task ReadyAsync()
    {
        lock (_warning)
            _warned = null;
        await observer.ReadyAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Records a successful call: the endpoint is healthy again, whichever poll had failed.</summary>
    public Task WorksAsync() => !_isCircuitOpen && Interlocked.Exchange(ref _isFaulted, false) ? ReadyAsync() : Task.CompletedTask;

    /// <summary>Records that the circuit is open: the endpoint is unhealthy until it closes.</summary>
    public Task CircuitOpenedAsync(DateTimeOffset until, string? reason)
    {
        _isCircuitOpen = true;
        log.Warning("Receiving from {Queue} stops, its circuit is open until {Until:O}: {Reason}", queueName, until, reason);

        // Without the time: an observer may keep the first report, and a failed probe extends the break.
        return NotifyFaultedAsync($"The circuit of '{queueName}' is open: {reason}", cause: null);
    }

    /// <summary>Records that the circuit is closed.</summary>
    public Task CircuitClosedAsync()
    {
        _isCircuitOpen = false;
        log.Info("Receiving from {Queue} continues", queueName);
        return ReadyAsync();
    }

    /// <summary>Records that a loop ended before the stop: unhealthy until receiving has started again.</summary>
    public Task EndedAsync(Exception fault)
    {
        log.Error(fault, "Receiving from {Queue} ended and is restarted", queueName);
        return NotifyFaultedAsync($"Receiving from '{queueName}' ended: {fault.Describe()}", fault);
    }

    /// <summary>Sets the endpoint unhealthy, and waits before the next attempt.</summary>
    public async Task FailedAsync(Exception error, int attempt, CancellationToken stopping)
    {
        var reason = error.Describe();
        if (IsNews(reason))
            log.Warning("Receiving from {Queue} failed: {Reason}", queueName, reason);
        else
            log.Debug(error: null, "Receiving from {Queue} failed again: {Reason}", queueName, reason);
        if (attempt == 0)
            log.Debug(error, "Receiving from {Queue} failed", queueName);
        await NotifyFaultedAsync(error.Message, error).ConfigureAwait(false);

        // Set after the report: otherwise a poll that succeeds meanwhile could report before it.
        Interlocked.Exchange(ref _isFaulted, true);
        var pause = TimeSpan.FromMilliseconds(Math.Min(10_000, 250 << Math.Min(attempt, 6)));
        await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Log the same reason once a minute: a missing queue is looked for every few seconds.
    private bool IsNews(string reason)
    {
        lock (_warning)
        {
            if (_warned is { } last && last.Reason == reason && time.GetElapsedTime(last.At) < WarningInterval)
                return false;
            _warned = (reason, time.GetTimestamp());
            return true;
        }
    }

    // An observer that throws must not end the reporting loop.
    private async Task NotifyFaultedAsync(string reason, Exception? cause) =>
        await observer.FaultedAsync(reason, cause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
