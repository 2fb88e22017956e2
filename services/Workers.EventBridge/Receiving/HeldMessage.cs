using System.Diagnostics;
using System.Globalization;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>A message in hand: received, and not yet deleted or given back.</summary>
internal sealed class HeldMessage(Message message, long receivedAt)
{
    private readonly CancellationTokenSource _lost = new();
    private volatile TaskCompletionSource? _probed;

    public Message Message { get; } = message;

    public string ReceiptHandle => Message.ReceiptHandle;

    /// <summary>Timestamp of the receive, in ticks of the TimeProvider.</summary>
    public long ReceivedAt { get; } = receivedAt;

    /// <summary>Timestamp of the last receive or renewal.</summary>
    public long RenewedAt { get; set; } = receivedAt;

    /// <summary>For how long it was made invisible then; null before its first renewal.</summary>
    public TimeSpan? RenewedFor { get; set; }

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

    /// <summary>Let through a held gate, to see whether what was down is back.</summary>
    public bool IsProbe => _probed is not null;

    /// <summary>Ends when the probe is over, however it went.</summary>
    public Task IsProbed => _probed?.Task ?? Task.CompletedTask;

    /// <summary>It waits, in hand, for a held gate to open.</summary>
    public bool IsParked { get; set; }

    /// <summary>The span of its consumers, once they run.</summary>
    public Activity? Span { get; set; }

    /// <summary>Makes it a probe.</summary>
    public void Probe() => _probed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>If it was a probe, it is none any more.</summary>
    public void Probed()
    {
        var probed = _probed;
        _probed = null;
        probed?.TrySetResult();
    }

    /// <summary>Stops its handler, without running any of the handler's code here.</summary>
    /// <param name="reason">For the span.</param>
    public void Lose(string reason)
    {
        Span?.AddEvent(new ActivityEvent("messaging.lease_lost", tags: new ActivityTagsCollection { ["reason"] = reason }));
        _ = _lost.CancelAsync();
    }

    private static string? Attribute(Message message, string name) => message.Attributes?.GetValueOrDefault(name);
}
