using Microsoft.Extensions.DependencyInjection;
using Store.Contracts;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Analytics.Worker;

/// <summary>The program of the analytics worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.Services.AddOptions<AnalyticsOptions>()
            .BindConfiguration("Analytics")
            .Validate(options => Money.IsCurrency(options.Currency), "Analytics:Currency must be an ISO 4217 code such as GBP.")
            .ValidateOnStart();
        worker.AddStore<AnalyticsDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<BookSale>();
        worker.AddConsumer<BookReturn>();
        worker.AddConsumer<BookRegistration>();
        worker.Map(AnalyticsEndpoints.Map);
        worker.MapEffects<AnalyticsDbContext>(db => db.Entries.Select(entry => new Effect(entry.Subject, entry.Kind, entry.Revenue)));
    }
}
