using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Analytics.Worker;

/// <summary>The analytics worker's tables.</summary>
public sealed class AnalyticsDbContext(DbContextOptions<AnalyticsDbContext> options) : DbContext(options)
{
    /// <summary>Booked entries, in order.</summary>
    public DbSet<Entry> Entries => Set<Entry>();

    /// <summary>Keys of the booked orders, returns and registrations.</summary>
    public DbSet<Booked> Booked => Set<Booked>();

    /// <summary>Books an entry, unless its subject is already booked.</summary>
    public async Task BookAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (await Booked.FindAsync([entry.Kind, entry.Subject], cancellationToken) is not null)
            return;

        Booked.Add(new Booked { Kind = entry.Kind, Subject = entry.Subject });
        Entries.Add(entry);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Entry>().HasIndex(row => new { row.Day, row.Kind });
        modelBuilder.Entity<Booked>().HasKey(row => new { row.Kind, row.Subject });
    }
}
