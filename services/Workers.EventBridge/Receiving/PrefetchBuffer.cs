using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Workers.EventBridge.Receiving;

/// <summary>Messages that were received and not yet started. Who polls takes places first, so that what comes has where to stay.</summary>
/// <param name="places">As many messages as may be in hand, waiting or running.</param>
internal sealed class PrefetchBuffer(int places)
{
    private readonly Channel<HeldMessage> _messages = Channel.CreateUnbounded<HeldMessage>();

    public Places Places { get; } = new(places);

    /// <summary>Messages that wait.</summary>
    public int Count => _messages.Reader.Count;

    public void Add(HeldMessage message) => _messages.Writer.TryWrite(message);

    public bool TryTake([NotNullWhen(true)] out HeldMessage? message) => _messages.Reader.TryRead(out message);

    /// <summary>What comes, until nothing more will.</summary>
    public IAsyncEnumerable<HeldMessage> TakeAllAsync() => _messages.Reader.ReadAllAsync();

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _messages.Writer.TryComplete();
}
