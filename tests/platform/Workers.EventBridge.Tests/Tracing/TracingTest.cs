using System.Diagnostics;
using MassTransit;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>A bus whose spans are recorded, and a request around what is published.</summary>
public abstract class TracingTest : TransportTest
{
    /// <summary>A trace that an event may come with.</summary>
    protected const string Traceparent = "00-{0}-b7ad6b7169203331-01";

    protected Spans Spans { get; } = new(EventBridgeActivitySource.Name);

    protected Activity Request { get; } = new("request");

    /// <summary>A trace of its own for each test.</summary>
    protected ActivityTraceId Trace { get; } = ActivityTraceId.CreateRandom();

    protected string XRayHeader => $"Root=1-{Trace.ToHexString()[..8]}-{Trace.ToHexString()[8..]};Parent=b7ad6b7169203331;Sampled=1";

    /// <summary>Publishes an order within a request.</summary>
    protected async Task<ActivityTraceId> PublishAsync(WorkerHost worker, Action<PublishContext<OrderPlaced>>? context = null)
    {
        Request.Start();
        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, published => context?.Invoke(published), Cancelled);
        Request.Stop();
        return Request.TraceId;
    }

    /// <summary>Puts an event with our metadata into the queue.</summary>
    /// <param name="metadata">Members of the metadata beside the id and the trace, with a comma before each.</param>
    /// <param name="envelope">Members of the envelope, with a comma after each.</param>
    protected Task SendAsync(string metadata = "", string envelope = "") => Bus.SendAsync(
        $$$"""
        { {{{envelope}}} "id":"i","source":"shop.orders","detail-type":"OrderPlaced",
        "detail":{ "metadata":{ "eventId":"e1","traceparent":"{{{Text(Traceparent)}}}" {{{metadata}}} },"data":{ "orderId":"o1" } } }
        """);

    /// <summary>Waits until a message is dead-lettered.</summary>
    protected async Task DeadLetterAsync(bool hasMetadata = true, WorkerSetup? setup = null)
    {
        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync(setup: setup);
        if (hasMetadata)
            await SendAsync();
        else
            await Bus.PutAsync("OrderPlaced", """{"orderId":"o1"}""", traceHeader: XRayHeader);
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Spans.Of(Trace).Concat(Spans.LinkedTo(Trace)).Count() == 2);
    }

    protected string Text(string traceparent) => string.Format(null, traceparent, Trace.ToHexString());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Spans.Dispose();
        Request.Dispose();
        GC.SuppressFinalize(this);
    }
}
