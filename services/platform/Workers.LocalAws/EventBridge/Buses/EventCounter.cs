namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>Number of events since the start. Thread-safe.</summary>
internal sealed class EventCounter
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}
