using System.Collections;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Store;

/// <summary>
/// Prevents the start if a consumer or the endpoint has MassTransit's in-memory outbox: it sends a consumer's events after the transaction
/// is committed.
/// </summary>
internal sealed class InMemoryOutboxCheck(IBusControl bus) : IHostedService
{
    /// <exception cref="ConfigurationException">It has one.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => Has(bus.GetProbeResult(cancellationToken).Results)
        ? throw new ConfigurationException(ConsumerInbox.InMemoryOutboxRefusal)
        : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool Has(object? probed) => probed switch
    {
        string => false,
        IDictionary<string, object> scope => (Is(scope, "filterType", "outbox") && Is(scope, "type", "in-memory")) || scope.Values.Any(Has),
        IEnumerable scopes => scopes.Cast<object?>().Any(Has),
        _ => false,
    };

    private static bool Is(IDictionary<string, object> scope, string name, string value) =>
        scope.TryGetValue(name, out var found) && found is string text && text == value;
}
