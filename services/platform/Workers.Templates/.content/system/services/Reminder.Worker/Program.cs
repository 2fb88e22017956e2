using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Reminder.Worker;

/// <summary>Keeps the day on which each invoice has to be paid.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<ReminderDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<ScheduleReminder>();
        worker.Map(routes => routes.MapGet("/reminders", (ReminderDbContext db, CancellationToken cancellationToken) =>
            db.Reminders.AsNoTracking().OrderBy(reminder => reminder.Number).ToListAsync(cancellationToken)));
    }
}
