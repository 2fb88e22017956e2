using System.Diagnostics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// A message in the hands of its consumers: its span, and what its metrics and its line in the log tell. A payload of the receive
/// context, so that what stands around the consumers can say how it goes.
/// </summary>
public sealed class Delivery
{
    private readonly EventEnvelope? _envelope;
    private volatile bool _isDone;
    private volatile bool _isDuplicate;
    private string _outcome = DeliveryOutcome.Returned;
    private Exception? _failure;

    internal Delivery(InFlightMessage held, byte[] body, ReceivedEvent received, string detailType, EventTrace? trace, Activity? span)
    {
        (Held, Body, Received) = (held, body, received);
        (DetailType, Trace, Span) = (detailType, trace, span);
        _envelope = received.EnvelopeOrNull;
    }

    internal InFlightMessage Held { get; }

    /// <summary>SQS's id of the message; the same at each of its deliveries.</summary>
    public string MessageId => Held.Message.MessageId;

    /// <summary>Whether it was let through a held <see cref="ReceiveGate"/>, to see whether what was down is back.</summary>
    public bool IsProbe => Held.IsProbe;

    /// <summary>Whether no other message of the endpoint is in hand, handled or about to be.</summary>
    public bool IsAlone => OthersInHand() <= 0;

    internal Func<int> OthersInHand { get; init; } = () => 0;

    internal byte[] Body { get; }

    internal ReceivedEvent Received { get; }

    /// <summary>Timestamp of its beginning.</summary>
    internal long BegunAt { get; init; }

    /// <summary>The event's, if the endpoint consumes it.</summary>
    internal string DetailType { get; }

    /// <summary>The trace that the event came with.</summary>
    internal EventTrace? Trace { get; }

    internal Activity? Span { get; }

    /// <summary>W3C: what its consumers belong to.</summary>
    internal string? Traceparent => Span?.Id ?? Trace?.Traceparent;

    /// <summary>As it may be shown: who publishes can call an event anything.</summary>
    internal string? EventId => field ??= PersonalData.Mask(_envelope?.EventId);

    /// <summary>Whoever published it may have taken an address for it.</summary>
    internal string? CorrelationId => PersonalData.Mask(_envelope?.Metadata?.CorrelationId);

    internal DateTimeOffset? OccurredAt => _envelope?.OccurredAt;

    internal Exception? Failure => _failure;

    /// <summary>One of <see cref="DeliveryOutcome"/>.</summary>
    internal string Outcome => _outcome != DeliveryOutcome.Consumed ? _outcome
        : SkipReason is not null ? DeliveryOutcome.Skipped
        : _isDuplicate && !_isDone ? DeliveryOutcome.Duplicate : _outcome;

    /// <summary>Why it was skipped; null when it was not.</summary>
    internal string? SkipReason { get; private set; }

    /// <summary>Records that a consumer has done the event.</summary>
    public void Done() => _isDone = true;

    /// <summary>Records that a consumer had done the event before, and skipped it.</summary>
    /// <param name="consumer">Its name.</param>
    public void SkippedDuplicate(string consumer)
    {
        _isDuplicate = true;
        Note("workers.duplicate", ("workers.consumer", consumer));
    }

    /// <summary>Records that the consumers failed, and are tried again in this delivery.</summary>
    /// <param name="tries">How often they were tried so far.</param>
    /// <param name="pause">Until the next try.</param>
    /// <param name="failure">What was wrong.</param>
    public void Retrying(int tries, TimeSpan pause, Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        TransportMetrics.Retried(Held.Queue, DetailType);
        Note(
            "workers.retry",
            ("workers.retry.tries", tries),
            ("workers.retry.pause", pause.TotalSeconds),
            ("workers.retry.reason", failure.Describe()),
            (AttributeNames.ErrorType, failure.GetType().FullName));
    }

    /// <summary>Adds an event to its span.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="attributes">Its attributes; no personal data.</param>
    public void Note(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        if (Span is not { IsAllDataRequested: true })
            return;

        var tags = new ActivityTagsCollection();
        foreach (var (attribute, value) in attributes)
            tags[attribute] = value;
        Span.AddEvent(new ActivityEvent(name, tags: tags));
    }

    internal void Skipped(string reason)
    {
        SkipReason = reason;
        Note("workers.skipped", (AttributeNames.SkipReason, reason));
    }

    internal void Consumed() => _outcome = DeliveryOutcome.Consumed;

    internal void Failed(string outcome, Exception failure) => (_outcome, _failure) = (outcome, failure);
}
