using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Workers.Hosting.Health;

/// <summary><c>GET /</c>: the list of endpoints, each as a command line. For development.</summary>
internal static class EndpointIndex
{
    public static void MapEndpointIndex(this IEndpointRouteBuilder routes, string service) => routes
        .MapGet("/", (HttpRequest request, EndpointDataSource endpoints) => Results.Text(Write(service, $"{request.Scheme}://{request.Host}", endpoints)))
        .ExcludeFromDescription();

    private static string Write(string service, string address, EndpointDataSource endpoints)
    {
        var text = new StringBuilder(service).Append("\n\n");
        var routes = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .Select(endpoint => (
                Path: $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}",
                Methods: endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"],
                Example: endpoint.Metadata.GetMetadata<ExampleRequest>()))
            .OrderBy(route => route.Path, StringComparer.Ordinal);
        foreach (var (path, methods, example) in routes)
        {
            foreach (var method in methods)
                text.Append("curl ").Append(Options(method, example?.Body ?? "")).Append('\'').Append(address).Append(path).Append(example?.Query).Append("'\n");
        }

        return text.Append("\nReplace {…} with a value.\n").ToString();
    }

    private static string Options(string method, string body) => method switch
    {
        "GET" => "",
        "POST" => $"-X POST -H 'Content-Type: application/json' {(body.Length == 0 ? "" : $"-d '{body}' ")}",
        _ => $"-X {method} ",
    };
}
