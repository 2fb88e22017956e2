using System.Text;
using BenchmarkDotNet.Attributes;
using Benchmarks.Stand;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Publishing;

namespace Benchmarks.Allocating;

/// <summary>A hundred events into ten calls: the batcher beside lists of ten by hand. Who takes the calls is the same for both.</summary>
public class Batching
{
    public const int Events = 100;

    private const string Bus = "benchmark";

    private readonly OutgoingEvent _event = new(
        Guid.NewGuid(),
        "benchmark.orders",
        "OrderPlaced",
        Encoding.UTF8.GetBytes(BenchmarkEnvelope.DetailOf(BenchmarkOrder.Create(1))),
        DateTimeOffset.UnixEpoch,
        TraceHeader: null);
    private EventPublisher? _publisher;

    [GlobalSetup]
    public void Start() =>
        _publisher = new EventPublisher(new PutEventsSender((request, _) => TakeAsync(request), () => Bus, TimeProvider.System),
            new PublisherOptions(262_144, MaxCalls: 4),
            TimeProvider.System);

    [GlobalCleanup]
    public void Stop() => _publisher!.Dispose();

    [Benchmark(OperationsPerInvoke = Events)]
    public async Task Transport()
    {
        var publishing = new Task[Events];
        for (var i = 0; i < Events; i++)
            publishing[i] = _publisher!.PublishAsync(_event);
        await Task.WhenAll(publishing);
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public async Task Bare()
    {
        for (var call = 0; call < Events / 10; call++)
        {
            var entries = new PutEventsEntry[10];
            for (var i = 0; i < entries.Length; i++)
            {
                entries[i] = new PutEventsEntry
                {
                    EventBusName = Bus,
                    Source = _event.Source,
                    DetailType = _event.DetailType,
                    Detail = _event.Detail,
                    Time = _event.Time,
                };
            }

            await TakeAsync(new PutEventsRequest { Entries = entries });
        }
    }

    private static async Task<PutEventsResponse> TakeAsync(PutEventsRequest request)
    {
        // As a real answer does, it lets the caller wait: that is when events come together.
        await Task.Yield();
        return new PutEventsResponse { Entries = [.. request.Entries.Select(_ => new PutEventsResultEntry("id", null, null))] };
    }
}
