using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Health;

/// <summary>Whether the worker's event bus exists: AWS accepts events for a missing bus, and drops them.</summary>
internal sealed class BusHealth(IEventBusStatus bus) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await bus.FindProblemAsync(cancellationToken) is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy();
}
