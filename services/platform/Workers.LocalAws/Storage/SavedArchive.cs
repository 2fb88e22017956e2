using System.Text.Json;
using Workers.LocalAws.EventBridge.Archives;
using Workers.LocalAws.EventBridge.Delivery;

namespace Workers.LocalAws.Storage;

/// <summary>An archive in a snapshot, with its events.</summary>
internal sealed record SavedArchive(
    string Name,
    string BusArn,
    DateTimeOffset CreatedAt,
    SavedEvent[] Events,
    string? Description = null,
    string? Pattern = null,
    int RetentionDays = 0);

/// <summary>An archived event in a snapshot.</summary>
internal sealed record SavedEvent(
    string Source,
    DateTimeOffset Time,
    byte[] Envelope,
    DateTimeOffset ArrivedAt = default,
    string? TraceHeader = null,
    bool IsForwarded = false)
{
    public static SavedEvent Of(BusEvent archived, DateTimeOffset arrivedAt = default) =>
        new(archived.Source, archived.Time, archived.Envelope, arrivedAt, archived.TraceHeader, archived.IsForwarded);

    public BusEvent ToEvent() => new(Source, Time, Envelope, TraceHeader) { IsForwarded = IsForwarded };
}

/// <summary>A replay in a snapshot.</summary>
internal sealed record SavedReplay
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string ArchiveArn { get; init; }

    public required DateTimeOffset EventStartTime { get; init; }

    public required DateTimeOffset EventEndTime { get; init; }

    public required JsonElement Destination { get; init; }

    public ReplayState State { get; init; }

    public string? StateReason { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? LastReplayedTime { get; init; }

    /// <summary>The events that a running replay has not sent yet.</summary>
    public SavedEvent[] Events { get; init; } = [];
}
