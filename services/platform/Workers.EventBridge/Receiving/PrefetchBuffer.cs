using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Messages that were received and not yet started. A poll takes places first, so that there is room for its messages.
/// </summary>
/// <param name="limiter">Limits the messages in flight.</param>
internal sealed class PrefetchBuffer(PrefetchLimiter limiter)
{
    private readonly Channel<InFlightMessage> _messages = Channel.CreateUnbounded<InFlightMessage>();

    public PrefetchLimiter Limiter { get; } = limiter;

    /// <summary>Number of waiting messages.</summary>
    public int Count => _messages.Reader.Count;

    public void Add(InFlightMessage message) => _messages.Writer.TryWrite(message);

    public bool TryTake([NotNullWhen(true)] out InFlightMessage? message) => _messages.Reader.TryRead(out message);

    /// <summary>Reads messages until the buffer is complete.</summary>
    public IAsyncEnumerable<InFlightMessage> TakeAllAsync() => _messages.Reader.ReadAllAsync();

    /// <summary>No more messages will be added.</summary>
    public void Complete() => _messages.Writer.TryComplete();
}
