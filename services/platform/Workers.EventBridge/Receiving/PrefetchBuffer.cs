using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Messages that were received and not yet started. A poll takes places first, so that there is room for its messages.
/// </summary>
/// <param name="limiter">Limits the messages in flight.</param>
/// <param name="groups">Orders the messages of a FIFO queue; null for a standard queue.</param>
internal sealed class PrefetchBuffer(PrefetchLimiter limiter, MessageGroups? groups)
{
    private readonly Channel<InFlightMessage> _messages = Channel.CreateUnbounded<InFlightMessage>();

    public PrefetchLimiter Limiter { get; } = limiter;

    /// <summary>Number of waiting messages.</summary>
    public int Count => _messages.Reader.Count + (groups?.Waiting ?? 0);

    /// <summary>Adds a message; in a FIFO queue, it waits for the earlier messages of its group.</summary>
    public void Add(InFlightMessage message)
    {
        if (TryEnter(message))
            Start(message);
    }

    /// <summary>Adds a message to its group, without starting it.</summary>
    /// <returns>Whether it may start: in a FIFO queue, as the first of its group.</returns>
    public bool TryEnter(InFlightMessage message) => groups is null || groups.TryEnter(message);

    /// <summary>Starts a message that has entered.</summary>
    public void Start(InFlightMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>The message is done: the next message of its group may start.</summary>
    public void Advance(InFlightMessage done)
    {
        if (groups?.Advance(done) is { } next)
            _messages.Writer.TryWrite(next);
    }

    /// <summary>The message goes back to the queue.</summary>
    /// <returns>The later messages of its group, which must go back as well; none in a standard queue.</returns>
    public IReadOnlyList<InFlightMessage> Leave(InFlightMessage message) => groups?.Leave(message) ?? [];

    public bool TryTake([NotNullWhen(true)] out InFlightMessage? message) => _messages.Reader.TryRead(out message);

    /// <summary>Reads messages until the buffer is complete.</summary>
    public IAsyncEnumerable<InFlightMessage> TakeAllAsync() => _messages.Reader.ReadAllAsync();

    /// <summary>No more messages will be added.</summary>
    public void Complete() => _messages.Writer.TryComplete();
}
