namespace Workers.EventBridge.Publishing;

/// <summary>Events that share a PutEvents call.</summary>
internal sealed class EventBatch
{
    /// <summary>PutEvents takes at most ten entries (Amazon EventBridge API Reference, PutEvents).</summary>
    public const int MaxEntries = 10;

    private int _size;

    public List<PendingEvent> Events { get; } = new(MaxEntries);

    public bool IsFull => Events.Count == MaxEntries;

    /// <summary>Whether one more fits; the first always fits.</summary>
    public bool Fits(PendingEvent pending, int maxSize) => Events.Count == 0 || (!IsFull && _size + pending.Size <= maxSize);

    public void Add(PendingEvent pending)
    {
        Events.Add(pending);
        _size += pending.Size;
    }
}
