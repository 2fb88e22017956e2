namespace Workers.EventBridge.Envelope;

/// <summary>Content of <c>detail.metadata</c>: the parts of an event that EventBridge has no field for.</summary>
public sealed record EventMetadata
{
    /// <summary>
    /// The event's identity, and so the idempotency key: the outer <c>id</c> changes when an event is forwarded from bus to bus, and the
    /// SQS message id differs between deliveries.
    /// </summary>
    public required string EventId { get; init; }

    /// <summary>The contract's version, 1 by default.</summary>
    public int EventVersion { get; init; } = 1;

    /// <summary>When it happened.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Correlation id, the same for all events that one order causes, for example.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The conversation, in the messaging framework's terms.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The event that caused this one.</summary>
    public string? CausationId { get; init; }

    /// <summary>The component that published it.</summary>
    public string? Producer { get; init; }

    /// <summary>Its ordering key: the value of the property that <c>[OrderedBy]</c> of the contract names; null if there is none.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>The token that cancels it, if it was scheduled; else null. A saga recognizes by it a schedule that it has replaced or cancelled.</summary>
    public string? SchedulingToken { get; init; }

    /// <summary>W3C trace context.</summary>
    public string? Traceparent { get; init; }

    /// <summary>W3C trace context, vendor-specific part.</summary>
    public string? Tracestate { get; init; }

    /// <summary>W3C baggage.</summary>
    public string? Baggage { get; init; }

    /// <summary>End of its time to live: after that nobody needs it. Null if it has none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// Headers: text, whole numbers (Int64 or UInt64), other numbers (Double, or Decimal if that is more exact), true and false; null if
    /// there are none.
    /// </summary>
    public IReadOnlyDictionary<string, object>? Headers { get; init; }
}
