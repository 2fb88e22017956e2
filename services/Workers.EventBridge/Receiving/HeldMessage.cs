using System.Globalization;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>A message in hand: received, and not yet deleted or given back.</summary>
internal sealed class HeldMessage(Message message, long receivedAt)
{
    private readonly CancellationTokenSource _lost = new();

    public Message Message { get; } = message;

    public string ReceiptHandle => Message.ReceiptHandle;

    /// <summary>Timestamp of the receive, in ticks of the TimeProvider.</summary>
    public long ReceivedAt { get; } = receivedAt;

    /// <summary>Timestamp of the last receive or renewal.</summary>
    public long RenewedAt { get; set; } = receivedAt;

    /// <summary>How often SQS has handed it out, this time included.</summary>
    public int ReceiveCount { get; } = int.TryParse(Attribute(message, "ApproximateReceiveCount"), NumberStyles.None, null, out var count)
        ? count
        : 1;

    /// <summary>When SQS handed it out for the first time.</summary>
    public DateTimeOffset? FirstReceivedAt { get; } =
        long.TryParse(Attribute(message, "ApproximateFirstReceiveTimestamp"), NumberStyles.None, null, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>The trace that the event arrived with, beside the one in its metadata.</summary>
    public string? TraceHeader { get; } = Attribute(message, "AWSTraceHeader");

    /// <summary>Cancelled when the message is not ours any more: another worker may have it.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Stops its handler, without running any of the handler's code here.</summary>
    public void Lose() => _ = _lost.CancelAsync();

    private static string? Attribute(Message message, string name) => message.Attributes?.GetValueOrDefault(name);
}
