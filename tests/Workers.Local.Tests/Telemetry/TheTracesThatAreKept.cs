using Workers.Local.Telemetry;
using static Workers.Local.Tests.Telemetry.Spans;

namespace Workers.Local.Tests.Telemetry;

public sealed class TheTracesThatAreKept
{
    private readonly TraceStore _store = new();

    [Fact]
    public void Are_so_many_and_the_first_ones_go()
    {
        for (var number = 0; number <= TraceStore.MaximumTraces; number++)
            _store.Add([Span("root", trace: $"{number:0000}")]);

        Assert.Null(_store.Describe(TraceId("0000")));
        Assert.NotNull(_store.Describe(TraceId("0001")));
        Assert.Equal(TraceStore.MaximumTraces, _store.Find(search: null, withEvents: false, int.MaxValue).Count);
    }

    [Fact]
    public void Are_rather_those_with_events()
    {
        _store.Add([Span("root", trace: "order", kind: "producer")]);
        for (var number = 0; number < TraceStore.MaximumTraces; number++)
            _store.Add([Span("root", trace: $"{number:0000}")]);

        Assert.NotNull(_store.Describe(TraceId("order")));
        Assert.Null(_store.Describe(TraceId("0000")));
    }

    [Fact]
    public void Are_rather_those_with_events_however_late_the_first_one_came()
    {
        for (var number = 0; number <= TraceStore.MaximumTraces; number++)
            _store.Add([Span("root", trace: $"{number:0000}")]);
        _store.Add([Span("event", trace: "0001", kind: "consumer")]);
        _store.Add([Span("root", trace: "one more")]);

        Assert.NotNull(_store.Describe(TraceId("0001")));
        Assert.Null(_store.Describe(TraceId("0002")));
    }

    [Fact]
    public void Are_of_the_newer_half_also_those_without_events()
    {
        for (var number = 0; number < TraceStore.MaximumTraces; number++)
            _store.Add([Span("root", trace: $"{number:0000}", kind: "producer")]);
        _store.Add([Span("root", trace: "asked")]);

        Assert.Null(_store.Describe(TraceId("0000")));
        Assert.NotNull(_store.Describe(TraceId("asked")));
    }

    [Fact]
    public void Come_to_so_much_and_the_first_ones_go()
    {
        var most = TraceStore.MaximumBytes / TraceStore.MaximumBytesPerTrace;
        foreach (var name in Enumerable.Range(3, (int)most - 1).Select(number => $"{number}").Prepend("second").Prepend("first"))
            _store.Add([Span("root", trace: name) with { Size = (int)TraceStore.MaximumBytesPerTrace }]);

        Assert.Null(_store.Describe(TraceId("first")));
        Assert.NotNull(_store.Describe(TraceId("second")));
    }

    [Fact]
    public void Have_so_many_spans_and_say_how_many_more_there_were()
    {
        _store.Add(Enumerable.Range(0, TraceStore.MaximumPerTrace + 3).Select(number => Span($"{number}")));

        var trace = _store.Describe(TraceId("trace"))!;
        Assert.Equal((TraceStore.MaximumPerTrace, 3), (trace.Spans.Count, trace.Dropped));
    }

    [Fact]
    public void Have_so_many_bytes_and_say_what_more_there_was()
    {
        _store.Add([Span("root"), Span("large") with { Size = (int)TraceStore.MaximumBytesPerTrace }, Span("small")]);

        var trace = _store.Describe(TraceId("trace"))!;
        Assert.Equal(["root", "small"], trace.Spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, trace.Dropped);
    }

    [Fact]
    public void Have_a_span_once_however_often_it_was_sent()
    {
        _store.Add([Span("root")]);
        _store.Add([Span("root")]);

        Assert.Single(_store.Describe(TraceId("trace"))!.Spans);
    }

    [Fact]
    public void Are_told_by_what_began_them_and_who_took_part()
    {
        _store.Add([Span("process payment", "create", atMs: 40, tookMs: 10, service: "payment") with { IsError = true }]);
        _store.Add([Span("POST /orders", tookMs: 5, service: "shop", attributes: ("store.order.id", "42"))]);

        var trace = Assert.Single(_store.Find(search: null, withEvents: false, 10));

        Assert.Equal(("POST /orders", "shop", 2, 1, "42"), (trace.Name, trace.Service, trace.Spans, trace.Errors, trace.OrderId));
        Assert.Equal(["payment", "shop"], trace.Services);
        Assert.Equal(50, trace.DurationMs);
    }

    [Fact]
    public void Are_listed_the_latest_first_and_those_without_events_if_asked_for()
    {
        _store.Add(
        [
            Span("a", trace: "old", kind: "consumer"),
            Span("b", trace: "new", atMs: 5, kind: "producer"),
            Span("c", trace: "none", atMs: 9),
        ]);

        Assert.Equal(["b", "a"], _store.Find(search: null, withEvents: true, 10).Select(trace => trace.Name));
        Assert.Equal(["c", "b", "a"], _store.Find(search: null, withEvents: false, 10).Select(trace => trace.Name));
        Assert.Equal(["c"], _store.Find(search: null, withEvents: false, 1).Select(trace => trace.Name));
    }

    [Fact]
    public void Show_a_link_at_both_its_ends()
    {
        _store.Add([Span("send", trace: "order")]);
        _store.Add([Span("batch", trace: "batch") with { Links = [LinkTo("send", "order"), LinkTo("gone", "other")] }]);

        var from = _store.Describe(TraceId("batch"))!.Spans[0].Links;
        var to = Assert.Single(_store.Describe(TraceId("order"))!.Spans[0].Links);

        Assert.Equal([(false, "send"), (false, null)], from.Select(link => (link.IsHere, link.Name)));
        Assert.Equal((true, "batch", TraceId("batch")), (to.IsHere, to.Name, to.TraceId));
    }

    [Fact]
    public void Say_how_long_an_event_waited()
    {
        _store.Add(
        [
            Span("send store", attributes: ("workers.publish.wait", 0.5)),
            Span("process", atMs: 1, attributes: [("workers.queue.wait", 1.234), ("messaging.destination.name", "payment")]),
        ]);

        var spans = _store.Describe(TraceId("trace"))!.Spans;

        Assert.Equal(["waited 500 ms in the outbox", "waited 1.2 s in queue payment"], spans.Select(span => span.Waited));
        Assert.Equal([500.0, 1234.0], spans.Select(span => span.WaitMs!.Value));
    }

    [Theory]
    [InlineData("db.statement", "SELECT 1\n  FROM \"T\"", "SELECT 1 FROM \"T\"")]
    [InlineData("url.full", "http://127.0.0.1/charges", "http://127.0.0.1/charges")]
    [InlineData("workers.event.detail_type", "OrderCreated", "OrderCreated")]
    [InlineData("url.full", "root", null)]
    [InlineData("other", "text", null)]
    public void Say_what_a_span_is_about_where_its_name_does_not(string attribute, string value, string? expected)
    {
        _store.Add([Span("root", attributes: (attribute, value))]);

        Assert.Equal(expected, Assert.Single(_store.Describe(TraceId("trace"))!.Spans).Subject);
    }

    [Fact]
    public void Say_why_a_span_failed()
    {
        _store.Add(
        [
            Span("a", attributes: ("error.type", "402")) with { IsError = true },
            Span("b", atMs: 1) with { IsError = true, StatusMessage = "no answer" },
        ]);

        Assert.Equal(["402", "no answer"], _store.Describe(TraceId("trace"))!.Spans.Select(span => span.StatusMessage));
    }

    [Fact]
    public void Have_their_logs_with_the_span_that_wrote_them_or_else_beside()
    {
        var root = Span("root");
        _store.Add([Line(root.SpanId, "inside"), Line("0000000000000001", "elsewhere"), Line(span: null, "without")]);
        Assert.Null(_store.Describe(root.TraceId));
        _store.Add([root]);

        var trace = _store.Describe(root.TraceId)!;

        Assert.Equal("inside", Assert.Single(trace.Spans[0].Logs).Text);
        Assert.Equal(["elsewhere", "without"], trace.Logs.Select(line => line.Text));

        LogLine Line(string? span, string text) => new(root.TraceId, span, "shop", Begin, "Information", text);
    }
}
