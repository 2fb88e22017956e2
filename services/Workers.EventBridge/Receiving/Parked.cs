using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Messages at their last receive that wait, in hand, for a held gate to open. Given back, the next receive would make SQS
/// dead-letter them, for an outage that is not their fault.
/// </summary>
internal sealed class Parked
{
    private readonly ConcurrentQueue<HeldMessage> _messages = new();

    public void Add(HeldMessage message)
    {
        message.IsParked = true;
        _messages.Enqueue(message);
    }

    public bool TryTake([NotNullWhen(true)] out HeldMessage? message)
    {
        if (!_messages.TryDequeue(out message))
            return false;
        message.IsParked = false;
        return true;
    }
}
