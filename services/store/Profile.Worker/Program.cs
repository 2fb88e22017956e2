using Workers.Hosting;
using Workers.Hosting.Store;

namespace Profile.Worker;

/// <summary>The profile worker: what it stores, consumes and answers.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Puts the worker together; tests run the same in their own process.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<ProfileDbContext>();
        worker.AddConsumer<CreateProfile>();
        worker.Map(ProfileEndpoints.Map);
        worker.MapEffects<ProfileDbContext>(db => db.Journal.Select(entry => new Effect(entry.UserId, entry.Kind)));
    }
}
