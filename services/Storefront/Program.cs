using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Store.Contracts;
using Storefront.Data;
using Storefront.History;
using Storefront.Importing;
using Storefront.Orders;
using Storefront.Requests;
using Storefront.Returns;
using Storefront.Users;
using Workers.Hosting;
using Workers.Hosting.Store;

namespace Storefront;

/// <summary>The shop: a host for its HTTP API, and <c>import</c> for a file of order history.</summary>
public static class Program
{
    /// <summary>Imports a file when the first argument says so; otherwise runs the shop until it is told to stop.</summary>
    public static Task<int> Main(string[] args) =>
        args is ["import", ..] ? ImportCommand.RunAsync(args) : WorkerApplication.RunAsync(args, Configure, ImportCommand.Help);

    /// <summary>Puts the shop together; tests run the same in their own process.</summary>
    public static void Configure(WorkerBuilder worker)
    {
        worker.Services.AddOptions<StorefrontOptions>()
            .BindConfiguration("Storefront")
            .Validate(options => Money.IsCurrency(options.Currency), "Storefront:Currency has to be an ISO 4217 code such as GBP.")
            .ValidateOnStart();
        worker.Services.AddScoped<PlaceOrder>();
        worker.Services.AddScoped<ReturnGoods>();
        worker.Services.AddScoped<RegisterUser>();
        worker.Services.AddScoped<TakeOverHistory>();
        worker.Services.AddSingleton<Desk>();
        worker.AddStore<StorefrontDbContext>();
        worker.MapEffects<StorefrontDbContext>(
            db => db.Orders.Select(order => new Effect(order.OrderId, "order-placed", order.Total)),
            db => db.Returns.Select(returned => new Effect(returned.ReturnId, "return-accepted", returned.Refund)),
            db => db.Users.Select(user => new Effect(user.UserId, "user-registered")));

        // POST /history takes anything at any price, so it is there by default only where developers are among themselves.
        var history = worker.Configuration.GetValue("Storefront:History", worker.Environment.IsDevelopment());
        worker.Map(routes =>
        {
            OrderRoutes.Map(routes);
            ReturnRoutes.Map(routes);
            UserRoutes.Map(routes);
            if (history)
                HistoryRoutes.Map(routes);
        });
    }
}
