using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Health;

internal static class HealthEndpoints
{
    /// <summary>Path of <see cref="MapLiveness"/>.</summary>
    public const string Liveness = "/livez";

    /// <summary>
    /// <c>/livez</c>, next to the service's own endpoints: 200 while the process answers, and nothing else. It is for a load balancer,
    /// whose health check has to use the same port as its requests.
    /// </summary>
    public static void MapLiveness(this IEndpointRouteBuilder routes) =>
        routes.MapHealthChecks(Liveness, new HealthCheckOptions { Predicate = _ => false });

    /// <summary>
    /// <c>/health/live</c>: the process answers; a restart would fix nothing else. <c>/health/ready</c>: queue and database are available,
    /// or the reason why not.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions
            {
                Predicate = check => check.Tags.Contains("ready"),
                ResponseWriter = WriteAsync,

                // MassTransit reports "degraded" if one endpoint of a bus does not receive. A worker has one endpoint, and then is not
                // ready.
                ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
            });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => new
                {
                    status = entry.Value.Status.ToString(),
                    reason = entry.Value.Exception?.Describe() ?? entry.Value.Description,
                    endpoints = Endpoints(entry.Value),
                }),
            },
            JsonSerializerOptions.Web));
    }

    // MassTransit reports each endpoint as its own type of object; its text form has the content.
    private static Dictionary<string, string?>? Endpoints(HealthReportEntry entry) =>
        entry.Data.Count == 0 ? null : entry.Data.ToDictionary(item => item.Key, item => item.Value?.ToString());
}
