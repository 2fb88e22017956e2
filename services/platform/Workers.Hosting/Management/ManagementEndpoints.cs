using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Workers.Hosting.Management;

/// <summary>The operators' endpoints: health, versions, log level, outbox, reactions, effects.</summary>
internal static class ManagementEndpoints
{
    private static readonly object Mark = new();

    /// <summary>Maps endpoints as operators' endpoints.</summary>
    public static IEndpointRouteBuilder MapManagement(this IEndpointRouteBuilder routes) => routes.MapGroup("").WithMetadata(Mark);

    public static bool Has(Endpoint endpoint) => endpoint.Metadata.Contains(Mark);
}
