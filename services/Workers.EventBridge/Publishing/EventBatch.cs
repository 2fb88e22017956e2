namespace Workers.EventBridge.Publishing;

/// <summary>Events that share a PutEvents call.</summary>
/// <param name="hurry">When cancelled, a failed call is tried once more at most.</param>
internal sealed class EventBatch(CancellationToken hurry = default)
{
    /// <summary>PutEvents takes at most ten entries (Amazon EventBridge API Reference, PutEvents).</summary>
    public const int MaxEntries = 10;

    private int _size;

    public List<PendingEvent> Events { get; init; } = new(MaxEntries);

    public CancellationToken Hurry => hurry;

    /// <summary>Whether they come from a publisher who waits for room; a list does not.</summary>
    public bool HoldsRoom { get; init; }

    public bool IsFull => Events.Count == MaxEntries;

    /// <summary>Whether there is room for one more; the first always fits.</summary>
    public bool Fits(PendingEvent pending, int maxSize) => Events.Count == 0 || (!IsFull && _size + pending.Size <= maxSize);

    public void Add(PendingEvent pending)
    {
        Events.Add(pending);
        _size += pending.Size;
    }
}
