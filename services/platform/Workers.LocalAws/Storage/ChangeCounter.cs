namespace Workers.LocalAws.Storage;

/// <summary>Counts the changes of a part of the state: an unchanged part is not written again. Thread-safe.</summary>
internal sealed class ChangeCounter
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}
