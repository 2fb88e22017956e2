using System.Diagnostics;
using MassTransit;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>The spans of what is published.</summary>
public sealed class PublishSpanTests : TracingTest
{
    private const string Create = "create OrderPlaced";
    private const string Send = "send shop";

    [Fact]
    public async Task An_event_is_created_within_the_request_and_sent_below_that()
    {
        var trace = await PublishAsync(await StartPublisherAsync());

        var create = await Spans.OneAsync(trace, Create);
        var send = await Spans.OneAsync(trace, Send);

        Assert.Equal((Request.SpanId, ActivityKind.Producer), (create.ParentSpanId, create.Kind));
        Assert.Equal((create.SpanId, ActivityKind.Client), (send.ParentSpanId, send.Kind));
    }

    [Fact]
    public async Task They_say_what_was_published_in_the_words_of_the_messaging_conventions()
    {
        var correlation = NewId.NextGuid();
        var trace = await PublishAsync(await StartPublisherAsync(), context => context.CorrelationId = correlation);

        var create = await Spans.OneAsync(trace, Create);
        var send = await Spans.OneAsync(trace, Send);

        foreach (var (span, operation) in new[] { (create, "create"), (send, "send") })
        {
            Assert.Equal(
                ("aws_eventbridge", operation, "shop", "shop.orders", "OrderPlaced"),
                (span.GetTagItem("messaging.system"), span.GetTagItem("messaging.operation.type"),
                    span.GetTagItem("messaging.destination.name"), span.GetTagItem("workers.event.source"),
                    span.GetTagItem("workers.event.detail_type")));
        }

        Assert.Equal(correlation.ToString(), create.GetTagItem("messaging.message.conversation_id"));
        Assert.Equal(create.GetTagItem("workers.event.id"), send.GetTagItem("workers.event.id"));
    }

    [Fact]
    public async Task What_waited_in_an_outbox_says_for_how_long()
    {
        var worker = await StartPublisherAsync();
        var occurred = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromMinutes(2));

        await worker.Publisher.PublishAsync(Outgoing(XRayHeader, occurred), Cancelled);

        Assert.Equal(120.0, (await Spans.OneAsync(Trace, Send)).GetTagItem("workers.publish.wait"));
    }

    [Fact]
    public async Task A_call_with_several_events_has_a_span_of_its_own_that_links_to_theirs()
    {
        var (faults, gate) = (new HttpFaults(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        faults.Hold("PutEvents", gate.Task);
        var publisher = (await StartAsync(new WorkerSetup
        {
            Host = host => (host.EventBridge.HttpClientFactory, host.MaxConcurrentPutEvents) = (faults, 1),
        })).Publisher;
        var alone = publisher.PublishAsync(Outgoing(traceHeader: null), Cancelled);
        await Eventually.UntilAsync(() => faults.Entries("PutEvents").Count == 1);

        var together = Enumerable.Range(0, 3).Select(_ => publisher.PublishAsync(Outgoing(XRayHeader), Cancelled)).ToList();
        gate.SetResult();
        await Task.WhenAll([alone, .. together]).InTimeAsync();

        var batch = await Spans.OneAsync(() => Spans.LinkedTo(Trace));
        Assert.Equal("PutEvents shop", batch.DisplayName);
        Assert.Equal(3, batch.GetTagItem("messaging.batch.message_count"));
        Assert.Equal(
            ("aws_eventbridge", "send", "PutEvents", "shop"),
            (batch.GetTagItem("messaging.system"), batch.GetTagItem("messaging.operation.type"), batch.GetTagItem("messaging.operation.name"),
                batch.GetTagItem("messaging.destination.name")));
        Assert.NotEqual(Trace, batch.TraceId);
        Assert.Equal(
            Spans.Of(Trace).Select(span => span.SpanId.ToHexString()).Order(StringComparer.Ordinal),
            batch.Links.Select(link => link.Context.SpanId.ToHexString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_entry_that_is_tried_again_says_so()
    {
        var worker = await StartPublisherAsync();
        Bus.Server.Faults = new FaultSettings { FailedEntries = 1, Operations = ["events:PutEvents"] };
        var published = worker.Publisher.PublishAsync(Outgoing(XRayHeader), Cancelled);
        await Eventually.UntilAsync(() => Bus.Calls("events:PutEvents") > 0);
        Bus.Server.Faults = FaultSettings.None;
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => published.IsCompleted);

        var send = await Spans.OneAsync(Trace, Send);

        Assert.Equal("workers.publish.retry", send.Events.First().Name);
        Assert.Contains(send.Events.First().Tags, tag => tag.Key == "workers.publish.retry.reason" && !string.IsNullOrEmpty((string?)tag.Value));
        Assert.Equal(ActivityStatusCode.Unset, send.Status);
    }

    [Fact]
    public async Task An_event_that_the_bus_refuses_has_the_status_of_an_error()
    {
        var worker = await StartPublisherAsync();
        var refused = Outgoing(XRayHeader) with { Detail = "nonsense"u8.ToArray() };

        await Assert.ThrowsAsync<EventPublishException>(() => worker.Publisher.PublishAsync(refused, Cancelled));

        Assert.Equal(ActivityStatusCode.Error, (await Spans.OneAsync(Trace, Send)).Status);
    }

    [Fact]
    public async Task An_event_without_a_trace_begins_none_when_it_is_sent()
    {
        var worker = await StartPublisherAsync();
        await worker.Publisher.PublishAsync(Outgoing(traceHeader: null), Cancelled);

        Assert.Equal("shop.orders", (string?)(await Bus.TapAsync())["source"]);
        Assert.Empty(Spans.Of(default));
    }

    [Fact]
    public async Task Tracestate_and_allowed_baggage_travel_in_the_metadata()
    {
        Request.TraceStateString = "vendor=1";
        Request.AddBaggage("tenant", "a b");
        Request.AddBaggage("secret", "x");
        await PublishAsync(await StartAsync(new WorkerSetup { Host = host => host.Baggage.Add("tenant") }));

        var metadata = (await Bus.TapAsync())["detail"]!["metadata"]!;

        Assert.Equal(("vendor=1", "tenant=a%20b"), ((string?)metadata["tracestate"], (string?)metadata["baggage"]));
    }

    [Fact]
    public async Task No_baggage_travels_unless_it_is_allowed()
    {
        Request.AddBaggage("tenant", "a");
        await PublishAsync(await StartPublisherAsync());

        Assert.Null((await Bus.TapAsync())["detail"]!["metadata"]!["baggage"]);
    }

    private OutgoingEvent Outgoing(string? traceHeader, DateTimeOffset? occurred = null) => new(
        Guid.NewGuid(), "shop.orders", "OrderPlaced", """{"orderId":"o1"}"""u8.ToArray(), occurred ?? Time.GetUtcNow(), traceHeader);
}
