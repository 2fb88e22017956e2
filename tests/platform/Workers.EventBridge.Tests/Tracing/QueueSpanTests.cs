using System.Diagnostics;
using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>The span of a message that is sent to a queue.</summary>
public sealed class QueueSpanTests : TracingTest
{
    private const string Send = "send tap";

    [Fact]
    public async Task A_message_is_sent_within_the_request()
    {
        var span = await SendAsync();

        Assert.Equal((Request.SpanId, ActivityKind.Producer), (span.ParentSpanId, span.Kind));
    }

    [Fact]
    public async Task Metadata_and_trace_header_of_the_message_name_the_span()
    {
        var span = await SendAsync();

        var message = await Bus.ReceiveOneAsync("tap");
        Assert.Equal(span.Id, (string?)JsonNode.Parse(message.Body)!["detail"]!["metadata"]!["traceparent"]);
        Assert.Contains($"Parent={span.SpanId.ToHexString()}", message.Attributes["AWSTraceHeader"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_was_sent_and_to_which_queue()
    {
        var span = await SendAsync();

        Assert.Equal(
            ("aws_sqs", "send", "tap", "shop.orders", "OrderPlaced"),
            (span.GetTagItem("messaging.system"), span.GetTagItem("messaging.operation.type"), span.GetTagItem("messaging.destination.name"),
                span.GetTagItem("workers.event.source"), span.GetTagItem("workers.event.detail_type")));
    }

    private async Task<Activity> SendAsync()
    {
        var worker = await StartPublisherAsync();
        var endpoint = await worker.Bus.GetSendEndpoint(new Uri("queue:tap"));
        Request.Start();
        await endpoint.Send(new OrderPlaced { OrderId = "o1" }, Cancelled);
        Request.Stop();
        return await Spans.OneAsync(Request.TraceId, Send);
    }
}
