using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Email.Worker;

/// <summary>The email worker's tables.</summary>
public sealed class EmailDbContext(DbContextOptions<EmailDbContext> options) : DbContext(options)
{
    /// <summary>Mails, in order.</summary>
    public DbSet<Mail> Mails => Set<Mail>();

    /// <summary>Mails that were processed.</summary>
    public DbSet<MailDone> Done => Set<MailDone>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Mail>().HasIndex(row => row.Subject);
        modelBuilder.Entity<MailDone>().HasKey(row => new { row.Kind, row.Subject });
    }
}
