using Microsoft.EntityFrameworkCore;
using Store.Contracts;
using Workers.Hosting.Store;

namespace Loyalty.Worker;

/// <summary>The loyalty worker's tables.</summary>
public sealed class LoyaltyDbContext(DbContextOptions<LoyaltyDbContext> options) : WorkerDbContext(options)
{
    /// <summary>What came and went, in order.</summary>
    public DbSet<Entry> Entries => Set<Entry>();

    /// <summary>What is settled.</summary>
    public DbSet<Settled> Settled => Set<Settled>();

    /// <summary>
    /// Adds an entry, unless its subject is settled already. The order of events does not matter: points only add up, and a return
    /// that overtakes its order leaves the account in debt until the order arrives.
    /// </summary>
    /// <param name="customer">Whose points; who left neither number nor address gets none.</param>
    /// <param name="kind">What for.</param>
    /// <param name="subject">Which order or return.</param>
    /// <param name="points">How many.</param>
    /// <param name="cancellationToken">Stops the settling.</param>
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
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Entry>().HasIndex(row => row.Account);
        modelBuilder.Entity<Settled>().HasKey(row => new { row.Kind, row.Subject });
    }
}
