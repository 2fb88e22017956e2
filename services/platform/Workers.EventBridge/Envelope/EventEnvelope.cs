using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope;

/// <summary>An EventBridge event as received from a queue, parsed once and without its data.</summary>
public sealed record EventEnvelope
{
    /// <summary>EventBridge's own id; it is the event's identity only if there is no metadata.</summary>
    public required string Id { get; init; }

    /// <summary>The EventBridge <c>source</c>: the publishing system.</summary>
    public required string Source { get; init; }

    /// <summary>The EventBridge <c>detail-type</c>: the kind of event.</summary>
    public required string DetailType { get; init; }

    /// <summary>The envelope's time, with a precision of one second.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The AWS account.</summary>
    public string? Account { get; init; }

    /// <summary>The AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>Set by an archive replay.</summary>
    public string? ReplayName { get; init; }

    /// <summary>Our metadata, or null for an event from elsewhere: an AWS service, a partner, another team.</summary>
    public EventMetadata? Metadata { get; init; }

    /// <summary>Why the <c>metadata</c> next to a <c>data</c> is not in our format; null if it is, or if there is none.</summary>
    internal string? MetadataProblem { get; init; }

    /// <summary>Whether the detail may be a CloudEvent.</summary>
    internal bool IsCloudEvent { get; init; }

    /// <summary>The contract as JSON: <c>detail.data</c>, or all of <c>detail</c> without metadata.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The event's identity.</summary>
    public string EventId => Metadata?.EventId ?? Id;

    /// <summary>When it happened.</summary>
    public DateTimeOffset? OccurredAt => Metadata?.OccurredAt ?? Time;

    /// <summary>Whether its time to live has passed.</summary>
    public bool IsExpired(DateTimeOffset now) => Metadata?.ExpiresAt <= now;

    /// <summary>Its name in the type map.</summary>
    public EventName Name => new(Source, DetailType, Metadata?.EventVersion ?? 1);
}
