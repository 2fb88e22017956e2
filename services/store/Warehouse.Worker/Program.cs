using Workers.Hosting;
using Workers.Hosting.Store;

namespace Warehouse.Worker;

/// <summary>The warehouse worker: what it stores, consumes and answers.</summary>
public static class Program
{
    /// <summary>Runs the worker until it is stopped.</summary>
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Puts the worker together; tests run the same in their own process.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<WarehouseDbContext>();
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
