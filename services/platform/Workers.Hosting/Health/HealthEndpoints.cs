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
    /// <c>/livez</c>, beside the service's own endpoints: the process answers there, and nothing else is said. It is for a load balancer, whose
    /// question has to take the way of the requests that it passes on.
    /// </summary>
    public static void MapLiveness(this IEndpointRouteBuilder routes) =>
        routes.MapHealthChecks(Liveness, new HealthCheckOptions { Predicate = _ => false });

    /// <summary>
    /// <c>/health/live</c>: the process answers; a restart would mend nothing else. <c>/health/ready</c>: queue and database are
    /// there, with the reason when they are not.
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

                // MassTransit calls a bus "degraded" when one of its endpoints does not receive. A worker has one, and is not ready then.
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

    // MassTransit reports each endpoint as an object of its own; what it says is in the text form.
    private static Dictionary<string, string?>? Endpoints(HealthReportEntry entry) =>
        entry.Data.Count == 0 ? null : entry.Data.ToDictionary(item => item.Key, item => item.Value?.ToString());
}
