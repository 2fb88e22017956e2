using System.Diagnostics.CodeAnalysis;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Messages that failed as often as they may while receiving is paused, and wait in hand for it to go on. Given back, they would use
/// up their receives for an outage that is not their fault.
/// </summary>
internal sealed class DeferredMessages
{
    private readonly Lock _lock = new();
    private readonly LinkedList<InFlightMessage> _messages = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _messages.Count;
        }
    }

    public void Add(InFlightMessage message)
    {
        lock (_lock)
            _messages.AddLast(message);
    }

    /// <summary>Takes the one that waits longest of those that are wanted.</summary>
    public bool TryTake(Predicate<InFlightMessage> isWanted, [NotNullWhen(true)] out InFlightMessage? message)
    {
        lock (_lock)
        {
            message = _messages.FirstOrDefault(one => isWanted(one));
            return message is not null && _messages.Remove(message);
        }
    }

    /// <summary>Takes all, the one that waits longest first.</summary>
    public IReadOnlyList<InFlightMessage> TakeAll()
    {
        lock (_lock)
        {
            InFlightMessage[] all = [.. _messages];
            _messages.Clear();
            return all;
        }
    }
}
