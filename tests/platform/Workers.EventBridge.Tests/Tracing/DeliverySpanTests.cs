using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>The span of each delivery.</summary>
public sealed class DeliverySpanTests : TracingTest
{
    private const string Process = "process orders";

    protected override int? MaxFailures => 2;

    [Fact]
    public async Task It_says_what_was_delivered_in_the_words_of_the_messaging_conventions()
    {
        await StartConsumerAsync();
        await SendAsync(
            ""","correlationId":"4f2a1f7e-5a3a-4b8e-9d55-1f0f6c1f0a11","conversationId":"11111111-5a3a-4b8e-9d55-1f0f6c1f0a11" """);

        var span = await Spans.OneAsync(Trace, Process);

        Assert.Equal(ActivityKind.Consumer, span.Kind);
        Assert.Equal(
            ("aws_sqs", "process", "process", "orders"),
            (span.GetTagItem("messaging.system"), span.GetTagItem("messaging.operation.type"), span.GetTagItem("messaging.operation.name"),
                span.GetTagItem("messaging.destination.name")));
        Assert.Equal(
            ("e1", "shop.orders", "OrderPlaced", 1, "4f2a1f7e-5a3a-4b8e-9d55-1f0f6c1f0a11", "consumed"),
            (span.GetTagItem("workers.event.id"), span.GetTagItem("workers.event.source"), span.GetTagItem("workers.event.detail_type"),
                span.GetTagItem("workers.message.receive_count"), span.GetTagItem("messaging.message.conversation_id"),
                span.GetTagItem("workers.outcome")));
        Assert.True(Guid.TryParse((string?)span.GetTagItem("messaging.message.id"), out _));
    }

    [Fact]
    public async Task It_says_how_long_the_message_waited_in_the_queue()
    {
        await SendAsync();
        Time.Advance(TimeSpan.FromSeconds(90));
        await StartConsumerAsync();

        var span = await Spans.OneAsync(Trace, Process);

        Assert.Equal(90.0, span.GetTagItem("workers.queue.wait"));
    }

    [Fact]
    public async Task It_is_current_where_the_consumer_runs()
    {
        Activity? current = null;
        Orders.Work = _ =>
        {
            current = Activity.Current;
            return Task.CompletedTask;
        };
        await StartConsumerAsync();
        await SendAsync();

        Assert.Same(await Spans.OneAsync(Trace, Process), current);
    }

    [Fact]
    public async Task A_failed_delivery_has_the_status_of_an_error_and_says_that_it_comes_back()
    {
        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync();
        await SendAsync();

        var span = await Spans.OneAsync(Trace, Process);

        Assert.Equal((ActivityStatusCode.Error, "boom"), (span.Status, span.StatusDescription));
        Assert.Equal("System.InvalidOperationException", span.GetTagItem("error.type"));
        Assert.Equal("returned", span.GetTagItem("workers.outcome"));
        Assert.Equal(["workers.returned", "exception"], span.Events.Select(happened => happened.Name));
    }

    [Fact]
    public async Task It_shows_no_address_that_an_exception_repeats()
    {
        Orders.Work = _ => throw new InvalidOperationException("450 <ada.lovelace@example.com>: mailbox is busy");
        var setup = new WorkerSetup();
        await StartConsumerAsync(setup: setup);
        await SendAsync();

        var span = await Spans.OneAsync(Trace, Process);

        Assert.Equal("450 <a***@example.com>: mailbox is busy", span.StatusDescription);
        Assert.DoesNotContain(
            span.Events.SelectMany(happened => happened.Tags),
            tag => tag.Value?.ToString()?.Contains("lovelace", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(
            setup.Log.Lines, line => line.Level > LogLevel.Debug && line.Text.Contains("lovelace", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_serves_as_correlation_id_is_masked()
    {
        await StartConsumerAsync();
        await SendAsync(""","correlationId":"ada.lovelace@example.com" """);
        await Eventually.UntilAsync(() => Spans.Of(Trace).Any());

        Assert.Equal("a***@example.com", Spans.Of(Trace).Single().GetTagItem("messaging.message.conversation_id"));
    }

    [Fact]
    public async Task An_address_in_what_an_event_says_of_itself_is_masked()
    {
        await StartConsumerAsync();
        await Bus.SendAsync(
            $$$"""
            { "id":"i","source":"shop of ada.lovelace@example.com","detail-type":"Mail to ada.lovelace@example.com",
            "detail":{ "metadata":{ "eventId":"ada.lovelace@example.com","traceparent":"{{{Text(Traceparent)}}}" },"data":{ } } }
            """);

        var span = await Spans.OneAsync(Trace, Process);

        Assert.Equal(
            ("a***@example.com", "shop of a***@example.com", "Mail to a***@example.com"),
            (span.GetTagItem("workers.event.id"), span.GetTagItem("workers.event.source"), span.GetTagItem("workers.event.detail_type")));
    }

    [Fact]
    public async Task A_dead_lettered_message_says_why()
    {
        await DeadLetterAsync();

        var last = Spans.Of(Trace).Last();

        var happened = Assert.Single(last.Events, happened => happened.Name == "workers.dead_lettered");
        Assert.Equal("max-failures", happened.Tags.Single(tag => tag.Key == "workers.dead_letter.reason").Value);
        Assert.Equal("dead_lettered", last.GetTagItem("workers.outcome"));
    }

    [Fact]
    public async Task Recorded_retries_and_duplicates_are_its_events()
    {
        Orders.Work = context =>
        {
            Assert.True(context.TryGetPayload<Delivery>(out var delivery));
            delivery.RecordRetry(1, TimeSpan.FromSeconds(2), new TimeoutException("too slow"));
            delivery.RecordDuplicate("ShipOrder");
            return Task.CompletedTask;
        };
        await StartConsumerAsync();
        await SendAsync();

        var span = await Spans.OneAsync(Trace, Process);

        Assert.Equal(["workers.retry", "workers.duplicate"], span.Events.Select(happened => happened.Name));
        Assert.Equal("duplicate", span.GetTagItem("workers.outcome"));
    }

    [Fact]
    public async Task Tracestate_and_allowed_baggage_are_there_for_the_consumer()
    {
        (string? State, string? Tenant, string? Secret) seen = default;
        Orders.Work = _ =>
        {
            seen = (Activity.Current!.TraceStateString, Activity.Current.GetBaggageItem("tenant"), Activity.Current.GetBaggageItem("secret"));
            return Task.CompletedTask;
        };
        await StartConsumerAsync(setup: new WorkerSetup { Host = host => host.Baggage.Add("tenant") });
        await SendAsync(""","tracestate":"vendor=1","baggage":"secret=x,tenant=a%20b;property=1" """);
        await Spans.OneAsync(Trace, Process);

        Assert.Equal(("vendor=1", "a b", null), seen);
    }
}
