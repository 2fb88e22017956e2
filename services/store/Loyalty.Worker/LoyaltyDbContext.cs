using Microsoft.EntityFrameworkCore;
using Store.Contracts;
using Workers.Hosting.Store;

namespace Loyalty.Worker;

/// <summary>The loyalty worker's tables.</summary>
public sealed class LoyaltyDbContext(DbContextOptions<LoyaltyDbContext> options) : DbContext(options)
{
    /// <summary>Points given and taken back, in order.</summary>
    public DbSet<Entry> Entries => Set<Entry>();

    /// <summary>Keys of the settled orders and returns.</summary>
    public DbSet<Settled> Settled => Set<Settled>();

    /// <summary>
    /// Adds an entry, unless its subject is already settled. The order of events does not matter: entries are added up, and if a return
    /// arrives before its order, the balance is lower or negative until the order arrives.
    /// </summary>
    /// <param name="customer">The customer; without number and address there are no points.</param>
    /// <param name="kind">The kind of the entry.</param>
    /// <param name="subject">The order or return.</param>
    /// <param name="points">The points.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task SettleAsync(Customer customer, string kind, string subject, long points, CancellationToken cancellationToken)
    {
        if (
            points == 0 || Account.Of(customer) is not { } account || await Settled.FindAsync(
                [kind, subject], cancellationToken) is not null)
            return;

        Settled.Add(new Settled { Kind = kind, Subject = subject });
        Entries.Add(new Entry { Account = account, Kind = kind, Subject = subject, Points = points });
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Entry>().HasIndex(row => row.Account);
        modelBuilder.Entity<Settled>().HasKey(row => new { row.Kind, row.Subject });
    }
}
