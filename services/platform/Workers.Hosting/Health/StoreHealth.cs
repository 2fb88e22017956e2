using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Workers.Hosting.Store;

namespace Workers.Hosting.Health;

/// <summary>
/// Whether the worker's database answers. Refused events are only reported: removing the worker from service would not fix them.
/// </summary>
internal sealed class StoreHealth(IServiceScopeFactory scopes, OutboxMetrics outbox) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<StoreContext>().Db;
        if (!await db.Database.CanConnectAsync(cancellationToken))
            return HealthCheckResult.Unhealthy("The database cannot be reached.");
        return HealthCheckResult.Healthy(outbox.Refused == 0
            ? null
            : $"EventBridge refused {outbox.Refused} events in the outbox: GET /outbox shows them with their reasons.");
    }
}
