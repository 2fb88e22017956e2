using Workers.Hosting;
using Workers.Hosting.Store;

namespace Loyalty.Worker;

/// <summary>The program of the loyalty worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<LoyaltyDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<GivePoints>();
        worker.AddConsumer<TakeBackPoints>();
        worker.Map(LoyaltyEndpoints.Map);
        worker.MapEffects<LoyaltyDbContext>(db => db.Entries.Select(entry => new Effect(entry.Subject, entry.Kind, entry.Points)));
    }
}
