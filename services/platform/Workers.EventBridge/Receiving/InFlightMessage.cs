using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>A message in flight: received, and not yet deleted or returned.</summary>
/// <param name="message">The SQS message.</param>
/// <param name="queue">Name of its queue.</param>
/// <param name="receivedAt">Timestamp of the receive, in ticks of the TimeProvider.</param>
internal sealed class InFlightMessage(Message message, string queue, long receivedAt)
{
    private readonly CancellationTokenSource _lost = new();
    private volatile TaskCompletionSource? _probed;
    private volatile Delivery? _delivery;
    private PrefetchLimiter? _place;
    private CrashIsolation? _isolation;

    public Message Message { get; } = message;

    /// <summary>Name of its queue.</summary>
    public string Queue { get; } = queue;

    public string ReceiptHandle => Message.ReceiptHandle;

    /// <summary>Timestamp of the receive, in ticks of the TimeProvider.</summary>
    public long ReceivedAt { get; } = receivedAt;

    /// <summary>Timestamp of the last receive or renewal.</summary>
    public long RenewedAt { get; set; } = receivedAt;

    /// <summary>Visibility timeout of the last renewal; null before the first one.</summary>
    public TimeSpan? RenewedFor { get; set; }

    /// <summary>Completes with its running renewal.</summary>
    public Task Renewal { get; set; } = Task.CompletedTask;

    /// <summary>How often SQS has delivered it, including this time.</summary>
    public int ReceiveCount { get; } = int.TryParse(Attribute(message, "ApproximateReceiveCount"), NumberStyles.None, null, out var count)
        ? count
        : 1;

    /// <summary>How often it was delivered before; a copy of a message continues its count.</summary>
    public int RedeliveryCount => ReceiveCount - 1 + Kept + (Message.MessageAttributes?.GetValueOrDefault(SqsHeaders.RedeliveryCount) is { } before
        && int.TryParse(before.StringValue, NumberStyles.None, null, out var count) ? count : 0);

    /// <summary>How often it was kept in flight for its next attempt, instead of being returned.</summary>
    public int Kept { get; private set; }

    /// <summary>Time until the next attempt of a message that is kept in flight; null for any other.</summary>
    public TimeSpan? NextAttempt { get; private set; }

    /// <summary>When SQS delivered it for the first time.</summary>
    public DateTimeOffset? FirstReceivedAt { get; } = Time(message, "ApproximateFirstReceiveTimestamp");

    /// <summary>When it was sent to the queue.</summary>
    public DateTimeOffset? SentAt { get; } = Time(message, "SentTimestamp");

    /// <summary>The trace in the message's system attributes, in addition to the one in its metadata.</summary>
    public string? TraceHeader { get; } = Attribute(message, "AWSTraceHeader");

    /// <summary>The message group of a FIFO queue or a fair queue; null for most messages.</summary>
    public string? GroupId { get; } = Attribute(message, MessageSystemAttributeName.MessageGroupId);

    /// <summary>Whether it is about to be deleted, as done or dead-lettered.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Cancelled when its visibility has ended: another worker may have it.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether it passed an open circuit as a probe for a recovered dependency.</summary>
    public bool IsProbe => _probed is not null;

    /// <summary>Completes when the probe ends, with any outcome.</summary>
    public Task IsProbed => _probed?.Task ?? Task.CompletedTask;

    /// <summary>Since when it is the only message to probe with, in ticks of the TimeProvider; null while there are others.</summary>
    public long? LoneSince { get; set; }

    /// <summary>The limiter that has to release its place; null once released.</summary>
    public PrefetchLimiter? Place
    {
        set => _place = value;
    }

    /// <summary>The delivery while its consumers run.</summary>
    public Delivery? Delivery
    {
        get => _delivery;
        set => _delivery = value;
    }

    /// <summary>Its consumers have ended; the next delivery of a deferred message may have started already.</summary>
    public void Ended(Delivery delivery) => Interlocked.CompareExchange(ref _delivery, value: null, delivery);

    /// <summary>Isolates it from other suspects while it is handled; null for most messages.</summary>
    public CrashIsolation? Isolation
    {
        get => Volatile.Read(ref _isolation);
        set => _isolation = value;
    }

    /// <summary>Ends its isolation; further calls do nothing.</summary>
    public void EndIsolation() => Interlocked.Exchange(ref _isolation, value: null)?.End();

    /// <summary>Releases its place; further calls do nothing.</summary>
    public void ReleasePlace() => Interlocked.Exchange(ref _place, value: null)?.Release();

    /// <summary>Keeps it in flight for its next attempt.</summary>
    public void Keep(TimeSpan delay) => (Kept, NextAttempt) = (Kept + 1, delay);

    /// <summary>Ends the wait for its next attempt.</summary>
    public void Resume() => NextAttempt = null;

    /// <summary>Makes it a probe.</summary>
    public void Probe() => _probed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the probe, if it was one.</summary>
    public void Probed()
    {
        var probed = _probed;
        _probed = null;
        probed?.TrySetResult();
    }

    /// <summary>Cancels its handler, without running the handler's code here.</summary>
    /// <param name="reason">For the span.</param>
    public void MarkLost(string reason)
    {
        Delivery?.AddSpanEvent("workers.lease_lost", ("workers.lease_lost.reason", reason));
        _ = _lost.CancelAsync();
    }

    /// <summary>Creates a message with the same content.</summary>
    /// <param name="queueUrl">The target queue.</param>
    public SendMessageRequest Copy(string queueUrl)
    {
        var copy = new SendMessageRequest(queueUrl, Message.Body)
        {
            MessageAttributes = Message.MessageAttributes is { } attributes ? new(attributes) : null,
            MessageGroupId = GroupId,

            // Not the id of the original: SQS would take the copy for a repeated send.
            MessageDeduplicationId = SourceQueue.IsFifoName(queueUrl) ? Message.MessageId : null,
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
