using System.Collections.Concurrent;
using Amazon.SQS;

namespace Workers.EventBridge.Configuration;

/// <summary>One SQS client for each region: those of queues that are not in the region of the bus are created on first use.</summary>
internal sealed class RegionalSqsClients(EventBridgeHostSettings settings) : IDisposable
{
    private readonly Lazy<AmazonSQSClient> _own = new(settings.CreateSqs);
    private readonly ConcurrentDictionary<string, Lazy<AmazonSQSClient>> _others = new(StringComparer.Ordinal);

    /// <summary>The client for the region of the bus.</summary>
    public IAmazonSQS Own => _own.Value;

    /// <summary>The client for a region; null is the region of the bus.</summary>
    public IAmazonSQS Of(string? region) => region is null || region == (Own.Config.AuthenticationRegion ?? Own.Config.RegionEndpoint?.SystemName)
        ? Own
        : _others.GetOrAdd(region, name => new(() => settings.CreateSqs(name))).Value;

    public void Dispose()
    {
        foreach (var client in _others.Values.Append(_own).Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }
}
