using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Workers.Hosting.Store;

/// <summary>An event that a consumer has handled: written in the consumer's transaction, so that it is never handled twice.</summary>
[EntityTypeConfiguration<InboxEntryConfiguration, InboxEntry>]
internal sealed class InboxEntry
{
    /// <summary>Maximum characters of <see cref="Consumer"/>.</summary>
    internal const int MaxConsumerLength = 200;

    /// <summary>Grows with each reaction.</summary>
    public long Sequence { get; private set; }

    /// <summary>The event's identity, together with <see cref="Source"/>.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The event's <c>source</c>; empty in entries from before it was part of the identity.</summary>
    public string Source { get; init; } = "";

    /// <summary>The consumer's name: the full name of its type, or the one that it was added under.</summary>
    public required string Consumer { get; init; }

    /// <summary>The event's <c>detail-type</c>.</summary>
    public required string DetailType { get; init; }

    /// <summary>The event's correlation id.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>When it happened, in ticks of UTC: SQLite cannot compare times.</summary>
    public long OccurredAt { get; init; }

    /// <summary>When the consumer was done, in ticks of UTC.</summary>
    public long ProcessedAt { get; set; }
}

/// <summary>Maps the table. An attribute of the entry refers to it, so that a worker's <c>OnModelCreating</c> cannot omit it.</summary>
internal sealed class InboxEntryConfiguration : IEntityTypeConfiguration<InboxEntry>
{
    private const int MaxSourceLength = 256;
    private const int MaxDetailTypeLength = 128;

    public void Configure(EntityTypeBuilder<InboxEntry> builder)
    {
        builder.ToTable("Inbox");
        builder.HasKey(entry => entry.Sequence);
        builder.HasIndex(entry => new { entry.EventId, entry.Consumer, entry.Source }).IsUnique();
        builder.HasIndex(entry => entry.ProcessedAt);
        builder.Property(entry => entry.Consumer).HasMaxLength(InboxEntry.MaxConsumerLength);
        builder.Property(entry => entry.Source).HasMaxLength(MaxSourceLength).HasDefaultValue("");
        builder.Property(entry => entry.DetailType).HasMaxLength(MaxDetailTypeLength);
    }
}
