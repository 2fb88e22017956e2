using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>A message in hand: received, and not yet deleted or given back.</summary>
/// <param name="message">What SQS gave.</param>
/// <param name="queue">Name of the queue that it is from.</param>
/// <param name="receivedAt">Timestamp of the receive, in ticks of the TimeProvider.</param>
internal sealed class InFlightMessage(Message message, string queue, long receivedAt)
{
    private readonly CancellationTokenSource _lost = new();
    private volatile TaskCompletionSource? _probed;
    private volatile Delivery? _delivery;
    private PrefetchLimiter? _place;
    private CrashIsolation? _isolation;

    public Message Message { get; } = message;

    /// <summary>Name of the queue that it is from.</summary>
    public string Queue { get; } = queue;

    public string ReceiptHandle => Message.ReceiptHandle;

    /// <summary>Timestamp of the receive, in ticks of the TimeProvider.</summary>
    public long ReceivedAt { get; } = receivedAt;

    /// <summary>Timestamp of the last receive or renewal.</summary>
    public long RenewedAt { get; set; } = receivedAt;

    /// <summary>For how long it was made invisible then; null before its first renewal.</summary>
    public TimeSpan? RenewedFor { get; set; }

    /// <summary>Ends with its renewal under way.</summary>
    public Task Renewal { get; set; } = Task.CompletedTask;

    /// <summary>How often SQS has handed it out, this time included.</summary>
    public int ReceiveCount { get; } = int.TryParse(Attribute(message, "ApproximateReceiveCount"), NumberStyles.None, null, out var count)
        ? count
        : 1;

    /// <summary>When SQS handed it out for the first time.</summary>
    public DateTimeOffset? FirstReceivedAt { get; } = Time(message, "ApproximateFirstReceiveTimestamp");

    /// <summary>When it was put into the queue.</summary>
    public DateTimeOffset? SentAt { get; } = Time(message, "SentTimestamp");

    /// <summary>The trace that the event arrived with, beside the one in its metadata.</summary>
    public string? TraceHeader { get; } = Attribute(message, "AWSTraceHeader");

    /// <summary>The group of a fair queue; null for most messages.</summary>
    public string? GroupId { get; } = Attribute(message, MessageSystemAttributeName.MessageGroupId);

    /// <summary>Cancelled when the message is not ours any more: another worker may have it.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Let through a held gate, to see whether what was down is back.</summary>
    public bool IsProbe => _probed is not null;

    /// <summary>Ends when the probe is over, however it went.</summary>
    public Task IsProbed => _probed?.Task ?? Task.CompletedTask;

    /// <summary>Since when it is the only message that can be asked as a probe, in ticks of the TimeProvider; null while there are others.</summary>
    public long? LoneSince { get; set; }

    /// <summary>What its place in hand was taken of; null when it has released it.</summary>
    public PrefetchLimiter? Place
    {
        set => _place = value;
    }

    /// <summary>While its consumers run.</summary>
    public Delivery? Delivery
    {
        get => _delivery;
        set => _delivery = value;
    }

    /// <summary>Its consumers are done; a deferred message may be in the hands of the next ones already.</summary>
    public void Ended(Delivery delivery) => Interlocked.CompareExchange(ref _delivery, value: null, delivery);

    /// <summary>What keeps other messages like it away while it is handled; null for most.</summary>
    public CrashIsolation? Isolation
    {
        get => Volatile.Read(ref _isolation);
        set => _isolation = value;
    }

    /// <summary>Ends its isolation, once however often this is called.</summary>
    public void EndIsolation() => Interlocked.Exchange(ref _isolation, value: null)?.End();

    /// <summary>Releases its place, once however often this is called.</summary>
    public void ReleasePlace() => Interlocked.Exchange(ref _place, value: null)?.Release();

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
    public void MarkLost(string reason)
    {
        Delivery?.Note("workers.lease_lost", ("workers.lease_lost.reason", reason));
        _ = _lost.CancelAsync();
    }

    /// <summary>A message that says the same.</summary>
    /// <param name="queueUrl">Where it is to go.</param>
    public SendMessageRequest Copy(string queueUrl)
    {
        var copy = new SendMessageRequest(queueUrl, Message.Body)
        {
            MessageAttributes = Message.MessageAttributes is { } attributes ? new(attributes) : null,
            MessageGroupId = GroupId,
        };
        if (TraceHeader is not null)
            copy.MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = TraceHeader } };
        return copy;
    }

    private static DateTimeOffset? Time(Message message, string name) =>
        long.TryParse(Attribute(message, name), NumberStyles.None, null, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private static string? Attribute(Message message, string name) => message.Attributes?.GetValueOrDefault(name);
}
