using System.Diagnostics.CodeAnalysis;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Messages that reached their failure limit while the circuit is open, and wait in flight until it closes. If returned, they would use up
/// their receives for an outage that they did not cause.
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

    /// <summary>Removes the oldest message that matches.</summary>
    public bool TryTake(Predicate<InFlightMessage> isWanted, [NotNullWhen(true)] out InFlightMessage? message)
    {
        lock (_lock)
        {
            message = _messages.FirstOrDefault(one => isWanted(one));
            return message is not null && _messages.Remove(message);
        }
    }

    /// <summary>Removes all, the oldest first.</summary>
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
