using Workers.Hosting;
using Workers.Hosting.Store;

namespace Profile.Worker;

/// <summary>The program of the profile worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<ProfileDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<CreateProfile>();
        worker.Map(ProfileEndpoints.Map);
        worker.MapEffects<ProfileDbContext>(db => db.Journal.Select(entry => new Effect(entry.UserId, entry.Kind)));
    }
}
