using System.Diagnostics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// A message while its consumers run: its span, and the data for its metrics and its log line. It is a payload of the receive context, so
/// that filters around the consumers can record the progress.
/// </summary>
public sealed class Delivery
{
    private const long NotRedelivered = -1;

    private readonly EventEnvelope? _envelope;
    private volatile bool _isHandled;
    private volatile bool _isDuplicate;
    private string _outcome = DeliveryOutcome.Returned;
    private Exception? _failure;
    private long _redeliverAfter = NotRedelivered;

    internal Delivery(InFlightMessage message, byte[] body, ReceivedEvent received, string detailType, EventTrace? trace, Activity? span)
    {
        (InFlight, Body, Received) = (message, body, received);
        (DetailType, Trace, Span) = (detailType, trace, span);
        _envelope = received.EnvelopeOrNull;
    }

    internal InFlightMessage InFlight { get; }

    /// <summary>SQS's id of the message; the same at each delivery.</summary>
    public string MessageId => InFlight.Message.MessageId;

    /// <summary>Whether the message passed an open <see cref="ReceiveCircuit"/> as a probe for a recovered dependency.</summary>
    public bool IsProbe => InFlight.IsProbe;

    /// <summary>Whether no other message of the endpoint is in flight.</summary>
    public bool IsAlone => OthersInFlight() <= 0;

    internal Func<int> OthersInFlight { get; init; } = () => 0;

    internal byte[] Body { get; }

    internal ReceivedEvent Received { get; }

    /// <summary>Timestamp of its start.</summary>
    internal long BegunAt { get; init; }

    /// <summary>The event's type, if the endpoint consumes it.</summary>
    internal string DetailType { get; }

    /// <summary>The received trace of the event.</summary>
    internal EventTrace? Trace { get; }

    internal Activity? Span { get; }

    /// <summary>W3C: the parent of its consumers' spans.</summary>
    internal string? Traceparent => Span?.Id ?? Trace?.Traceparent;

    /// <summary>Masked for display: publishers can choose any id.</summary>
    internal string? EventId => field ??= PersonalData.Mask(_envelope?.EventId);

    /// <summary>Masked: its publisher may have used an address.</summary>
    internal string? CorrelationId => PersonalData.Mask(_envelope?.Metadata?.CorrelationId);

    internal DateTimeOffset? OccurredAt => _envelope?.OccurredAt;

    internal Exception? Failure => _failure;

    /// <summary>One of <see cref="DeliveryOutcome"/>.</summary>
    internal string Outcome => _outcome != DeliveryOutcome.Consumed ? _outcome
        : SkipReason is not null ? DeliveryOutcome.Skipped
        : _isDuplicate && !_isHandled ? DeliveryOutcome.Duplicate : _outcome;

    /// <summary>Why it was skipped; null if it was not.</summary>
    internal string? SkipReason { get; private set; }

    /// <summary>Whether a consumer, or a redelivery policy, wants the message to be delivered again later.</summary>
    public bool IsRedeliveryRequested => Volatile.Read(ref _redeliverAfter) != NotRedelivered;

    /// <summary>Delay of the requested redelivery; null if there is none.</summary>
    internal TimeSpan? RedeliverAfter => Volatile.Read(ref _redeliverAfter) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Requests that the message is delivered again; of several requests the earliest counts.</summary>
    internal void RequestRedelivery(TimeSpan delay)
    {
        var ticks = Math.Max(0, delay.Ticks);
        for (var seen = Volatile.Read(ref _redeliverAfter); seen == NotRedelivered || ticks < seen;)
        {
            var before = Interlocked.CompareExchange(ref _redeliverAfter, ticks, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    /// <summary>Records that a consumer has handled the event.</summary>
    public void MarkHandled() => _isHandled = true;

    /// <summary>Records that a consumer handled the event earlier, and skipped it.</summary>
    /// <param name="consumer">Its name.</param>
    public void RecordDuplicate(string consumer)
    {
        _isDuplicate = true;
        AddSpanEvent("workers.duplicate", ("workers.consumer", consumer));
    }

    /// <summary>Records that the consumers failed, and are retried in this delivery.</summary>
    /// <param name="attempts">Attempts so far.</param>
    /// <param name="delay">Time until the next attempt.</param>
    /// <param name="failure">The exception.</param>
    public void RecordRetry(int attempts, TimeSpan delay, Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        TransportMetrics.Retried(InFlight.Queue, DetailType);
        AddSpanEvent(
            "workers.retry",
            ("workers.retry.attempts", attempts),
            ("workers.retry.delay", delay.TotalSeconds),
            ("workers.retry.reason", failure.Describe()),
            (AttributeNames.ErrorType, failure.GetType().FullName));
    }

    /// <summary>Adds an event to its span.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="attributes">Its attributes; no personal data.</param>
    public void AddSpanEvent(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        if (Span is not { IsAllDataRequested: true })
            return;

        var tags = new ActivityTagsCollection();
        foreach (var (attribute, value) in attributes)
            tags[attribute] = value;
        Span.AddEvent(new ActivityEvent(name, tags: tags));
    }

    internal void MarkSkipped(string reason)
    {
        SkipReason = reason;
        AddSpanEvent("workers.skipped", (AttributeNames.SkipReason, reason));
    }

    internal void MarkConsumed() => _outcome = DeliveryOutcome.Consumed;

    internal void MarkFailed(string outcome, Exception? failure) => (_outcome, _failure) = (outcome, failure);
}
