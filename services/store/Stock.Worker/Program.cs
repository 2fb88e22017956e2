using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Stock.Worker;

/// <summary>The stock worker: what it stores, consumes and answers.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Puts the worker together; tests run the same in their own process.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.Services.AddOptions<StockOptions>()
            .BindConfiguration("Stock")
            .Validate(options => options.OpeningQuantity >= 0, "Stock:OpeningQuantity has to be 0 or more.")
            .ValidateOnStart();
        worker.Services.AddScoped<Shelves>();
        worker.Services.AddScoped<StockRoom>();
        worker.AddStore<StockDbContext>();
        worker.AddConsumer<ReserveStock>();
        worker.AddConsumer<ReleaseStock>();
        worker.AddConsumer<PutBackStock>();
        worker.Map(StockEndpoints.Map);

        // The first movement of a booking counts for it: a booking made twice has two of them.
        worker.MapEffects<StockDbContext>(db => db.Movements.Select(movement => new Effect(
            movement.ReturnId ?? movement.OrderId!, movement.Kind, movement.Quantity, movement.Position == 0 ? 1 : 0)));
    }
}
