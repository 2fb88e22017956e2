using Workers.Hosting;
using Workers.Hosting.Store;

namespace Warehouse.Worker;

/// <summary>The program of the warehouse worker.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Configures the worker. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<WarehouseDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddConsumer<IssuePickList>();
        worker.AddConsumer<HoldUnpaid>();
        worker.AddConsumer<HoldUnfilled>();
        worker.Map(WarehouseEndpoints.Map);
        worker.MapEffects<WarehouseDbContext>(db => db.Journal.Select(entry => new Effect(
            entry.OrderId,
            entry.Kind,
            db.PickLists.Where(list => list.OrderId == entry.OrderId).SelectMany(list => list.Lines).Sum(line => line.Quantity))));
    }
}
