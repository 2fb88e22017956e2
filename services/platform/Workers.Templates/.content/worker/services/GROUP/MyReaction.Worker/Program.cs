//#if (hasStore)
using Microsoft.EntityFrameworkCore;
//#endif
using Microsoft.AspNetCore.Builder;
using Workers.Hosting;
//#if (hasStore)
using Workers.Hosting.Store;
//#endif

namespace MyReaction.Worker;

/// <summary>The program of the worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        //#if (hasStore)
        worker.AddStore<MyReactionDbContext>(store => store.UseSqlite().UsePostgreSql());
        //#endif
        worker.AddConsumer<MyEventConsumer>();
        //#if (hasStore)
        worker.Map(routes => routes.MapGet("/entries", (MyReactionDbContext db, CancellationToken cancellationToken) =>
            db.Entries.AsNoTracking().OrderBy(entry => entry.Id).Take(100).ToListAsync(cancellationToken)));
        //#endif
    }
}
