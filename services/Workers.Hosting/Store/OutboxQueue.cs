using System.Threading.Channels;

namespace Workers.Hosting.Store;

/// <summary>
/// What this process has committed to its outbox, on its way to the bus without another look at the database. The rows are born
/// with a lease: when the process dies before it has published them, any process that shares the database takes them over.
/// </summary>
internal sealed class OutboxQueue(TimeProvider time)
{
    /// <summary>How long a row belongs to one process. Publishing a batch takes less, short of an outage.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    /// <summary>When the bus takes nothing, memory stays bounded: what does not fit is left to the sweeper.</summary>
    private const int Capacity = 10_000;

    private readonly Channel<OutboxEntry> _committed = Channel.CreateBounded<OutboxEntry>(Capacity);

    public ChannelReader<OutboxEntry> Committed => _committed.Reader;

    /// <summary>Gives the row to this process; before it is saved.</summary>
    public void Lease(OutboxEntry entry) => entry.NotBefore = (time.GetUtcNow() + LeaseTime).UtcTicks;

    /// <summary>Has the rows published; after the commit.</summary>
    public void Add(IEnumerable<OutboxEntry> entries)
    {
        foreach (var entry in entries)
            _committed.Writer.TryWrite(entry);
    }
}
