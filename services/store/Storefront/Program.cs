using Microsoft.Extensions.Hosting;
using Storefront.Data;
using Storefront.Importing;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Storefront;

/// <summary>The Storefront: a host for its HTTP API, and <c>import</c> for a file of order history.</summary>
public static class Program
{
    /// <summary>Imports a file if the first argument is <c>import</c>; otherwise runs the Storefront until it is stopped.</summary>
    public static Task<int> Main(string[] args) =>
        args is ["import", ..] ? ImportCommand.RunAsync(args) : WorkerApplication.RunAsync(args, Configure, ImportCommand.Help);

    /// <summary>Configures the Storefront. Tests call this too.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        var options = worker.ReadSettings<StorefrontOptions>(StorefrontOptions.Section, settings => settings.Problems());
        StorefrontApi.Add(worker.Services, worker.Environment, options);
        worker.AddStore<StorefrontDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddRetention<StorefrontDbContext, IdempotencyKey>((db, now) => db.KeysBefore(now - options.IdempotencyKeyLifetime));
        worker.MapEffects<StorefrontDbContext>(
            db => db.Orders.Select(order => new Effect(order.OrderId, "order-placed", order.Total)),
            db => db.Returns.Select(returned => new Effect(returned.ReturnId, "return-accepted", returned.Refund)),
            db => db.Users.Select(user => new Effect(user.UserId, "user-registered")));
        worker.Use(StorefrontApi.Use);
        worker.Map(routes => StorefrontApi.Map(routes, options.History ?? worker.Environment.IsDevelopment()));
    }
}
