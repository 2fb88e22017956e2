using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Profile.Worker;

/// <summary>The profile worker's tables.</summary>
public sealed class ProfileDbContext(DbContextOptions<ProfileDbContext> options) : DbContext(options)
{
    /// <summary>A row per account.</summary>
    public DbSet<UserProfile> Profiles => Set<UserProfile>();

    /// <summary>Journal of the changes, in order.</summary>
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<UserProfile>().HasKey(row => row.UserId);
        modelBuilder.Entity<JournalEntry>();
    }
}
