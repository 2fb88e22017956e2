using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope;

/// <summary>One EventBridge event as it came out of a queue, read once and without its data.</summary>
public sealed record EventEnvelope
{
    /// <summary>EventBridge's own id; the event's identity only where there is no metadata.</summary>
    public required string Id { get; init; }

    /// <summary>Who says it.</summary>
    public required string Source { get; init; }

    /// <summary>What happened.</summary>
    public required string DetailType { get; init; }

    /// <summary>The envelope's time, to the second.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The AWS account.</summary>
    public string? Account { get; init; }

    /// <summary>The AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>Set by an archive replay.</summary>
    public string? ReplayName { get; init; }

    /// <summary>Ours, or null for an event from elsewhere: an AWS service, a partner, another team.</summary>
    public EventMetadata? Metadata { get; init; }

    /// <summary>Why a <c>metadata</c> beside a <c>data</c> is not read as ours; null where it is, or is not there.</summary>
    internal string? MetadataProblem { get; init; }

    /// <summary>The contract as JSON: <c>detail.data</c>, or all of <c>detail</c> where there is no metadata.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The event's identity.</summary>
    public string EventId => Metadata?.EventId ?? Id;

    /// <summary>When it happened.</summary>
    public DateTimeOffset? OccurredAt => Metadata?.OccurredAt ?? Time;

    /// <summary>Whether its time to live is over.</summary>
    public bool IsExpired(DateTimeOffset now) => Metadata?.ExpiresAt <= now;

    /// <summary>What the type map knows it by.</summary>
    public EventName Name => new(Source, DetailType, Metadata?.EventVersion ?? 1);
}
