using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Workers.EventBridge.Diagnostics;

/// <summary>Gauges that are read on demand: messages in flight and, if enabled, in the queue.</summary>
internal static class EndpointGauges
{
    private static readonly ConcurrentDictionary<EndpointGauge, byte> Endpoints = new();

    static EndpointGauges()
    {
        var meter = EventBridgeMeter.Instance;
        meter.CreateObservableGauge(
            "workers.messages.in_flight", () => Each(one => one.InFlight()), "{message}", "Messages received, not yet deleted or returned");
        meter.CreateObservableGauge(
            "workers.buffer.messages", () => Each(one => one.Buffered()), "{message}", "Messages in flight whose consumers have not started");
        meter.CreateObservableGauge(
            "workers.messages.limit", () => Each(one => one.Places), "{message}", "Maximum of messages in flight");
        meter.CreateObservableGauge("workers.queue.backlog", Backlogs, "{message}", "Messages in the queue and its dead-letter queue");
    }

    /// <summary>Measures the endpoint until the result is disposed of.</summary>
    public static IDisposable Measure(EndpointGauge endpoint)
    {
        Endpoints[endpoint] = 0;
        return new Measuring(endpoint);
    }

    private static IEnumerable<Measurement<int>> Each(Func<EndpointGauge, int> value) => Endpoints.Keys.Select(
        endpoint => new Measurement<int>(value(endpoint), new KeyValuePair<string, object?>(AttributeNames.Destination, endpoint.Queue)));

    private static IEnumerable<Measurement<int>> Backlogs() =>
        from endpoint in Endpoints.Keys
        from state in endpoint.Backlog() ?? []
        select new Measurement<int>(
            state.Messages,
            new KeyValuePair<string, object?>(AttributeNames.Destination, endpoint.Queue),
            new KeyValuePair<string, object?>(AttributeNames.State, state.Name));

    private sealed class Measuring(EndpointGauge endpoint) : IDisposable
    {
        public void Dispose() => Endpoints.TryRemove(endpoint, out _);
    }
}

/// <summary>Measurements of an endpoint.</summary>
/// <param name="Queue">Its queue.</param>
/// <param name="Places">Maximum of messages in flight.</param>
/// <param name="InFlight">Messages in flight.</param>
/// <param name="Buffered">Messages in flight that wait for a handler.</param>
/// <param name="Backlog">Messages in the queue by state; null if they were not read.</param>
internal sealed record EndpointGauge(
    string Queue, int Places, Func<int> InFlight, Func<int> Buffered, Func<IReadOnlyList<(string Name, int Messages)>?> Backlog);
