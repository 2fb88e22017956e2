namespace Workers.EventBridge.Receiving;

/// <summary>Reports to the observer, and so to the health checks, whether the endpoint can receive. The polls of an endpoint share one.</summary>
internal sealed class EndpointHealth(IReceiveStatusObserver observer, string queueName, TransportLog log, TimeProvider time)
{
    private static readonly TimeSpan WarningInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _warning = new();
    private (string Reason, long At)? _warned;
    private bool _isFaulted;
    private volatile bool _isHeld;

    public async Task ReadyAsync()
    {
        lock (_warning)
            _warned = null;
        await observer.ReadyAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A call worked: whichever poll had failed before, the endpoint is healthy again.</summary>
    public Task WorksAsync() => !_isHeld && Interlocked.Exchange(ref _isFaulted, false) ? ReadyAsync() : Task.CompletedTask;

    /// <summary>Receiving is held: the endpoint is unhealthy until it is not.</summary>
    public Task HeldAsync(DateTimeOffset until, string? reason)
    {
        _isHeld = true;
        log.Warning("Receiving from {Queue} is held until {Until:O}: {Reason}", queueName, until, reason);

        // Without the time: an observer may keep the first report, and a failed probe prolongs it.
        return NotifyFaultedAsync($"Receiving from '{queueName}' is held: {reason}", cause: null);
    }

    /// <summary>Receiving goes on.</summary>
    public Task OpenedAsync()
    {
        _isHeld = false;
        log.Info("Receiving from {Queue} goes on", queueName);
        return ReadyAsync();
    }

    /// <summary>A loop ended before the stop: unhealthy until receiving has started again.</summary>
    public Task EndedAsync(Exception fault)
    {
        log.Error(fault, "Receiving from {Queue} ended, and starts again", queueName);
        return NotifyFaultedAsync($"Receiving from '{queueName}' ended: {fault.Describe()}", fault);
    }

    /// <summary>Turns the endpoint unhealthy, and waits a while before the next try.</summary>
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

        // Set after the news is out: a poll that works in the meantime must not have its own news overtaken.
        Interlocked.Exchange(ref _isFaulted, true);
        var pause = TimeSpan.FromMilliseconds(Math.Min(10_000, 250 << Math.Min(attempt, 6)));
        await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The same reason once a minute: a queue that is missing is looked for every few seconds.
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

    // An observer that throws must not end the loop that has something to say.
    private async Task NotifyFaultedAsync(string reason, Exception? cause) =>
        await observer.FaultedAsync(reason, cause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
