using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Stock.Worker;

/// <summary>The program of the stock worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.Services.AddOptions<StockOptions>()
            .BindConfiguration("Stock")
            .Validate(options => options.OpeningQuantity >= 0, "Stock:OpeningQuantity must be 0 or more.")
            .ValidateOnStart();
        worker.Services.AddScoped<Shelves>();
        worker.Services.AddScoped<StockRoom>();
        worker.AddStore<StockDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<ReserveStock>();
        worker.AddConsumer<ReleaseStock>();
        worker.AddConsumer<PutBackStock>();
        worker.Map(StockEndpoints.Map);

        // Counts only the first movement of a booking. A duplicate booking has two first movements.
        worker.MapEffects<StockDbContext>(db => db.Movements.Select(movement => new Effect(
            movement.ReturnId ?? movement.OrderId!, movement.Kind, movement.Quantity, movement.Position == 0 ? 1 : 0)));
    }
}
