using Workers.Hosting.Store;

namespace Invoices.Emitter;

/// <summary>Issues invoices over HTTP, and publishes an event for each.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => WorkerApplication.RunAsync(args, Configure);

    /// <summary>Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<InvoicesDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.Map(InvoiceRoutes.Map);
    }
}
