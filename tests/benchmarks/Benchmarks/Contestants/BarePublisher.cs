using System.Text;
using Benchmarks.Stand;
using Workers.EventBridge.Aws;

namespace Benchmarks.Contestants;

/// <summary>A PutEvents call for each event.</summary>
internal sealed class BarePublisher(Uri aws, string bus) : IPublisherContestant
{
    private readonly EventBridgeClient _client = LocalAwsClients.EventBridge(aws);

    public async Task PublishAsync(BenchmarkOrder order, CancellationToken cancellationToken)
    {
        var entry = new PutEventsEntry
        {
            EventBusName = bus,
            Source = "benchmark.orders",
            DetailType = "OrderPlaced",
            Detail = Encoding.UTF8.GetBytes(BenchmarkEnvelope.DetailOf(order)),
        };
        var answer = await _client.PutEventsAsync(new PutEventsRequest { Entries = [entry] }, cancellationToken).ConfigureAwait(false);
        if (answer.Entries[0].ErrorCode is { } code)
            throw new InvalidOperationException($"PutEvents refused an event: {code}");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
