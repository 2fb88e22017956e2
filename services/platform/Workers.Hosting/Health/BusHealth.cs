using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Health;

/// <summary>Whether the event bus that the worker publishes to is there: AWS takes events for one that is not, and loses them.</summary>
internal sealed class BusHealth(IEventBusStatus bus) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await bus.FindProblemAsync(cancellationToken) is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy();
}
