using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Storefront.Products;

internal static class ProductRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/products", (HttpResponse response, ProductCatalogue catalogue) =>
    {
        response.Headers.CacheControl = "public, max-age=60";
        return Results.Ok(new { catalogue.Currencies, catalogue.Products });
    });
}
