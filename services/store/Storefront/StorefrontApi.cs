using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Storefront.Callers;
using Storefront.History;
using Storefront.Orders;
using Storefront.Products;
using Storefront.Requests;
using Storefront.Returns;
using Storefront.Users;

namespace Storefront;

/// <summary>The Storefront's HTTP API: services, middleware and routes.</summary>
internal static class StorefrontApi
{
    /// <exception cref="Workers.Hosting.SettingsException">The file of products is wrong.</exception>
    public static void Add(IServiceCollection services, IHostEnvironment environment, StorefrontOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(ProductFile.Read(Path.GetFullPath(options.Products.Length > 0 ? options.Products : ProductFile.Name, AppContext.BaseDirectory)));
        services.AddCallers(AllowsAnonymous(options, environment));
        options.RateLimits.SetDefaults(environment.IsDevelopment());
        services.AddRateLimits(options.RateLimits);
        services.AddSingleton<IdempotentRequests>();
        services.AddScoped<PlaceOrder>();
        services.AddScoped<ReturnGoods>();
        services.AddScoped<RegisterUser>();
        services.AddScoped<ImportHistory>();
    }

    /// <exception cref="Workers.Hosting.SettingsException">The settings for callers are missing or wrong.</exception>
    public static void Use(IApplicationBuilder app)
    {
        var (services, environment) = (app.ApplicationServices, app.ApplicationServices.GetRequiredService<IHostEnvironment>());
        CallerAuthentication.Check(
            services.GetRequiredService<IConfiguration>(), environment, AllowsAnonymous(services.GetRequiredService<StorefrontOptions>(), environment));

        // Rate limiting comes after authentication because it needs the customer, and before authorization to count refused tokens too.
        app.UseAuthentication().UseRateLimiter().UseAuthorization();
    }

    public static void Map(IEndpointRouteBuilder routes, bool history)
    {
        ProductRoutes.Map(routes);
        var customers = routes.MapGroup("").RequireAuthorization(CallerAuthentication.Shopping);
        OrderRoutes.Map(customers);
        ReturnRoutes.Map(customers);
        UserRoutes.Map(customers);
        if (history)
            HistoryRoutes.Map(routes);
    }

    private static bool AllowsAnonymous(StorefrontOptions options, IHostEnvironment environment) => options.AllowAnonymous ?? environment.IsDevelopment();
}
