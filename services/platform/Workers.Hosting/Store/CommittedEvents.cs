using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Workers.Hosting.Store;

/// <summary>
/// Events that this process has committed to its outbox, for the dispatcher, without another database query. The rows are written with a
/// lease of this process: if it dies before it has published them, any process that shares the database takes them.
/// </summary>
internal sealed class CommittedEvents(DatabaseClock clock, TimeProvider time)
{
    /// <summary>Limits memory while the bus accepts nothing: further rows are read from the database later.</summary>
    private const int Capacity = 10_000;

    private static readonly TimeSpan DefaultLeaseTime = TimeSpan.FromSeconds(30);

    private readonly Channel<OutboxEntry> _committed = Channel.CreateBounded<OutboxEntry>(Capacity);

    /// <summary>How long a row belongs to one process without renewal; 30 s by default.</summary>
    public TimeSpan LeaseTime { get; init; } = DefaultLeaseTime;

    /// <summary>
    /// At this age a lease is renewed, and a row that waits here is released: so a row is sent with most of its lease left.
    /// </summary>
    public TimeSpan RenewalAge => LeaseTime / 3;

    /// <summary>This process, as the owner of leases.</summary>
    public string Owner { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Number of waiting rows.</summary>
    public int Count => _committed.Reader.Count;

    /// <summary>Waits for rows to publish.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _committed.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next row.</summary>
    public bool TryTake([NotNullWhen(true)] out OutboxEntry? entry) => _committed.Reader.TryRead(out entry);

    /// <summary>Leases the row to this process, before it is saved; a scheduled one belongs to the process that takes it when it is due.</summary>
    public void Claim(OutboxEntry entry)
    {
        if (entry.ScheduledAt is { } due)
            entry.NotBefore = due;
        else
            (entry.Owner, entry.NotBefore, entry.LeasedAt) = (Owner, clock.UtcTicks + LeaseTime.Ticks, time.GetTimestamp());
    }

    /// <summary>Queues the rows for publishing, after the commit.</summary>
    public void Add(IEnumerable<OutboxEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.ScheduledAt is null))
            _committed.Writer.TryWrite(entry);
    }
}
