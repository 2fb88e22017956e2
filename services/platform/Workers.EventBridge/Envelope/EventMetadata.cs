namespace Workers.EventBridge.Envelope;

/// <summary>What stands in <c>detail.metadata</c>: the part of an event that EventBridge has no field for.</summary>
public sealed record EventMetadata
{
    /// <summary>
    /// The event's identity, and so the key of idempotency: the outer <c>id</c> changes when an event is forwarded from bus to
    /// bus, and the SQS message id differs from delivery to delivery.
    /// </summary>
    public required string EventId { get; init; }

    /// <summary>The contract's version, 1 by default.</summary>
    public int EventVersion { get; init; } = 1;

    /// <summary>When it happened.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>What it is about, the same for everything that one order sets off.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The conversation, in the messaging framework's terms.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The event that this one is a reaction to.</summary>
    public string? CausationId { get; init; }

    /// <summary>The component that published it.</summary>
    public string? Producer { get; init; }

    /// <summary>W3C trace context.</summary>
    public string? Traceparent { get; init; }

    /// <summary>W3C trace context, the vendors' part.</summary>
    public string? Tracestate { get; init; }

    /// <summary>W3C baggage.</summary>
    public string? Baggage { get; init; }

    /// <summary>From when on nobody needs it: its time to live is over. Null when it has none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Headers: text, whole numbers (Int64 or UInt64), other numbers (Double, or Decimal where that is more exact), true and false; null when there are none.</summary>
    public IReadOnlyDictionary<string, object>? Headers { get; init; }
}
