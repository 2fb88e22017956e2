using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Health;

/// <summary><c>GET /about</c>: what runs here.</summary>
internal static class AboutEndpoint
{
    /// <summary>Start and end of the names of the platform's packages, and of contracts.</summary>
    private const string Platform = "Workers.", Contracts = ".Contracts";

    public static void MapAbout(this IEndpointRouteBuilder routes, WorkerSettings settings) => routes.MapGet("/about", () => Results.Ok(new About(
        settings.Name,
        settings.Version,
        Environment.Version.ToString(),
        AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => IsNamed(assembly.GetName().Name))
            .DistinctBy(assembly => assembly.GetName().Name, StringComparer.Ordinal)
            .OrderBy(assembly => assembly.GetName().Name, StringComparer.Ordinal)
            .ToDictionary(assembly => assembly.GetName().Name!, AssemblyVersion.Of))));

    private static bool IsNamed(string? name) =>
        name?.StartsWith(Platform, StringComparison.Ordinal) == true || name?.EndsWith(Contracts, StringComparison.Ordinal) == true;

    private sealed record About(string Service, string Version, string Runtime, IReadOnlyDictionary<string, string> Packages);
}
