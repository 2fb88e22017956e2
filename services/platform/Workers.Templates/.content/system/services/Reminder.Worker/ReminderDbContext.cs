using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Reminder.Worker;

public sealed class ReminderDbContext(DbContextOptions<ReminderDbContext> options) : DbContext(options)
{
    public DbSet<Reminder> Reminders => Set<Reminder>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Reminder>().HasKey(reminder => reminder.Number);
    }
}

public sealed class Reminder
{
    public required string Number { get; init; }

    public required DateOnly DueOn { get; init; }
}
