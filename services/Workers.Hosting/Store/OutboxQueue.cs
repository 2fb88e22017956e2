using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Waits for rows to publish.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _committed.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next row; one that waited here for longer than its lease is the sweeper's.</summary>
    public bool TryTake([NotNullWhen(true)] out OutboxEntry? entry)
    {
        while (_committed.Reader.TryRead(out entry))
        {
            if (entry.NotBefore > time.GetUtcNow().UtcTicks)
                return true;
        }

        return false;
    }

    /// <summary>Gives the row to this process; before it is saved.</summary>
    public void Lease(OutboxEntry entry) => entry.NotBefore = (time.GetUtcNow() + LeaseTime).UtcTicks;

    /// <summary>Has the rows published; after the commit.</summary>
    public void Add(IEnumerable<OutboxEntry> entries)
    {
        foreach (var entry in entries)
            _committed.Writer.TryWrite(entry);
    }
}
