namespace Workers.LocalAws.Faults;

/// <summary>The faults of one call. Chosen at its start, so that changed settings apply to later calls.</summary>
internal sealed class CallFaults
{
    private readonly FaultPlan _plan;
    private readonly string _operation;
    private readonly bool _isConcerned;

    public CallFaults(FaultPlan plan, string operation)
    {
        (_plan, _operation, _isConcerned) = (plan, operation, plan.Concerns(operation));
        Outcome = _isConcerned ? Choose(plan.Settings) : null;
    }

    /// <summary>The fault of the whole call, one of the four exclusive ones.</summary>
    public FaultKind? Outcome { get; }

    /// <summary>Waits for the latency.</summary>
    public async Task DelayAsync(CancellationToken cancelled)
    {
        var (latency, jitter) = (_plan.Settings.LatencyMs, _plan.Settings.LatencyJitterMs);
        if (!_isConcerned || latency + jitter == 0)
            return;

        var milliseconds = latency + (jitter > 0 ? _plan.NextDouble() * jitter : 0);
        await _plan.DelayAsync(TimeSpan.FromMilliseconds(milliseconds), _operation, cancelled);
    }

    /// <summary>Counts the outcome when it happens.</summary>
    public void Happened() => _plan.Injected(Outcome!.Value, _operation);

    /// <summary>One of two, with equal probability.</summary>
    public T Either<T>(T one, T other) => _plan.Hits(0.5) ? one : other;

    /// <summary>Decides for the next entry of a batch.</summary>
    public bool FailsEntry() => _isConcerned && Hits(FaultKind.FailedEntries, _plan.Settings.FailedEntries);

    /// <summary>Whether this receive returns messages out of order. Independent of the setting for operations.</summary>
    public bool Reorders() => Hits(FaultKind.Reorder, _plan.Settings.Reorder);

    /// <summary>A random index below the count.</summary>
    public int Place(int count) => (int)(_plan.NextDouble() * count);

    /// <summary>Decides for the next received message.</summary>
    public bool Duplicates() => Hits(FaultKind.Duplicate, _plan.Settings.Duplicate);

    private bool Hits(FaultKind kind, double share)
    {
        if (!_plan.Hits(share))
            return false;
        _plan.Injected(kind, _operation);
        return true;
    }

    private FaultKind? Choose(FaultSettings settings)
    {
        var (throttle, serverError, before, after) = (settings.Throttle, settings.ServerError, settings.DropBefore, settings.DropAfter);
        if (throttle + serverError + before + after <= 0)
            return null;
        return _plan.NextDouble() switch
        {
            var chance when chance < throttle => FaultKind.Throttle,
            var chance when chance < throttle + serverError => FaultKind.ServerError,
            var chance when chance < throttle + serverError + before => FaultKind.DropBefore,
            var chance when chance < throttle + serverError + before + after => FaultKind.DropAfter,
            _ => null,
        };
    }
}
