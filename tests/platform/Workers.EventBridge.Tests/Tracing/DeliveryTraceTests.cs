using System.Diagnostics;
using Amazon.SQS.Model;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>The trace that the span of a delivery is in.</summary>
public sealed class DeliveryTraceTests : TracingTest
{
    private const string Process = "process orders";

    protected override int? MaxFailures => 2;

    [Fact]
    public async Task A_redelivery_is_in_the_same_trace_and_says_so()
    {
        var failed = false;
        Orders.Work = _ =>
        {
            if (!failed)
            {
                failed = true;
                throw new InvalidOperationException("boom");
            }

            return Task.CompletedTask;
        };
        await StartConsumerAsync();
        await SendAsync();
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Spans.Of(Trace).Count() == 2);

        var again = Spans.Of(Trace).Last();

        Assert.Equal("b7ad6b7169203331", again.ParentSpanId.ToHexString());
        Assert.Equal(2, again.GetTagItem("workers.message.receive_count"));
        Assert.Equal("workers.redelivered", Assert.Single(again.Events).Name);

        // Most of that time would be the first delivery, and the pause after it.
        Assert.Null(again.GetTagItem("workers.queue.wait"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_redriven_message_is_in_the_trace_that_it_always_was_and_says_so(bool hasMetadata)
    {
        await DeadLetterAsync(hasMetadata);
        Orders.Work = _ => Task.CompletedTask;
        await RedriveAsync();
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Spans.Of(Trace).Count() == 3);

        var redriven = Spans.Of(Trace).Last();

        Assert.Equal("b7ad6b7169203331", redriven.ParentSpanId.ToHexString());
        Assert.Equal(("consumed", 1), (redriven.GetTagItem("workers.outcome"), redriven.GetTagItem("workers.message.receive_count")));
        Assert.Equal("workers.redriven", Assert.Single(redriven.Events).Name);
    }

    [Theory, InlineData(null), InlineData("Self=1-0af76519-16cd43dd8448eb211c80319c")]
    public async Task A_message_that_came_without_a_trace_is_in_the_one_that_it_was_given_however_often_it_comes(string? header)
    {
        var eventId = $"{Guid.NewGuid()}";
        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync();
        await SendForeignAsync(eventId, header);
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Deliveries().Length == 2);
        Orders.Work = _ => Task.CompletedTask;
        await RedriveAsync();
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Deliveries().Length == 3);

        var deliveries = Deliveries();

        Assert.Equal(deliveries[0].TraceId, deliveries[1].TraceId);
        Assert.Equal((default, default), (deliveries[0].ParentSpanId, deliveries[1].ParentSpanId));
        Assert.Equal((deliveries[1].TraceId, deliveries[1].SpanId), (deliveries[2].TraceId, deliveries[2].ParentSpanId));
        Assert.Contains(deliveries[2].Events, happened => happened.Name == "workers.redriven");

        Activity[] Deliveries() => [.. Spans.Where(span => Equals(span.GetTagItem("workers.event.id"), eventId))];
    }

    [Fact]
    public async Task A_trace_that_is_given_here_begins_when_the_message_was_sent_as_X_Ray_wants_it()
    {
        var eventId = $"{Guid.NewGuid()}";
        var sentAt = Time.GetUtcNow().ToUnixTimeSeconds();
        await SendForeignAsync(eventId, traceHeader: null);
        Time.Advance(TimeSpan.FromSeconds(90));
        await StartConsumerAsync();

        var span = await Spans.OneAsync(() => Spans.Where(span => Equals(span.GetTagItem("workers.event.id"), eventId)));

        Assert.Equal($"{sentAt:x8}", span.TraceId.ToHexString()[..8]);
        Assert.Equal((default, true), (span.ParentSpanId, span.HasRemoteParent));
        Assert.Equal(true, span.GetTagItem("workers.trace.begins"));
    }

    [Fact]
    public async Task A_message_whose_header_names_no_parent_is_in_its_trace()
    {
        await StartConsumerAsync();
        await SendForeignAsync("e1", XRayHeader.Replace("Parent=b7ad6b7169203331;", "", StringComparison.Ordinal));

        var span = await Spans.OneAsync(Trace, Process);

        Assert.Equal(default, span.ParentSpanId);
        Assert.Null(span.GetTagItem("workers.trace.begins"));
    }

    [Fact]
    public async Task A_replay_begins_a_trace_of_its_own_that_links_to_the_events()
    {
        await StartConsumerAsync();
        await SendAsync(envelope: """ "replay-name":"january", """);

        var span = await Spans.OneAsync(() => Spans.LinkedTo(Trace));

        Assert.NotEqual(Trace, span.TraceId);
        Assert.Equal(default, span.ParentSpanId);
        Assert.Equal("january", span.GetTagItem("workers.event.replay_name"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_redriven_message_that_began_a_trace_of_its_own_is_in_that(bool hasMetadata)
    {
        await DeadLetterAsync(hasMetadata, new WorkerSetup { Host = host => host.LinkTraces = true });
        var first = Spans.LinkedTo(Trace).First();
        Orders.Work = _ => Task.CompletedTask;
        await RedriveAsync();
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Spans.Of(first.TraceId).Count() == 3);

        Assert.Contains(Spans.Of(first.TraceId).Last().Events, happened => happened.Name == "workers.redriven");
        Assert.Empty(Spans.Of(Trace));
    }

    [Fact]
    public async Task A_setting_makes_every_delivery_link_instead()
    {
        await StartConsumerAsync(setup: new WorkerSetup { Host = host => host.LinkTraces = true });
        await SendAsync();

        Assert.NotEqual(Trace, (await Spans.OneAsync(() => Spans.LinkedTo(Trace))).TraceId);
    }

    /// <summary>Puts an event of somebody else, without our metadata, into the queue.</summary>
    private async Task SendForeignAsync(string eventId, string? traceHeader)
    {
        var body = $$"""{ "id":"{{eventId}}","source":"shop.orders","detail-type":"OrderPlaced","detail":{ "orderId":"o1" } }""";
        var request = new SendMessageRequest(await Bus.UrlAsync(LocalBus.Queue), body);
        if (traceHeader is not null)
            request.MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = traceHeader } };
        await Bus.Sqs.SendMessageAsync(request, Cancelled);
    }

    private async Task RedriveAsync()
    {
        await Bus.UntilCountAsync(visible: 1, inFlight: 0, "orders-dlq");
        var source = await Bus.Sqs.GetQueueAttributesAsync(await Bus.UrlAsync("orders-dlq"), ["QueueArn"], Cancelled);
        await Bus.Sqs.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = source.QueueARN, DestinationArn = source.QueueARN[..^4] }, Cancelled);
    }
}
