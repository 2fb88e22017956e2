using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Invoices.Emitter;

public sealed class InvoicesDbContext(DbContextOptions<InvoicesDbContext> options) : DbContext(options)
{
    public DbSet<Invoice> Invoices => Set<Invoice>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Invoice>().HasKey(invoice => invoice.Number);
    }
}

public sealed class Invoice
{
    public required string Number { get; init; }

    public required decimal Amount { get; init; }
}
