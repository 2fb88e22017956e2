using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Invoices.Emitter;

public sealed class InvoicesDbContext(DbContextOptions<InvoicesDbContext> options) : WorkerDbContext(options)
{
    public DbSet<Invoice> Invoices => Set<Invoice>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Invoice>().HasKey(invoice => invoice.Number);
    }
}

public sealed class Invoice
{
    public required string Number { get; init; }

    public required decimal Amount { get; init; }
}
