namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>How many events there were since the start. Safe for any number of callers.</summary>
internal sealed class EventCounter
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}
