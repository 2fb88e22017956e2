using Workers.Local.Telemetry;
using static Workers.Local.Tests.Telemetry.Spans;

namespace Workers.Local.Tests.Telemetry;

public sealed class ATraceAsText
{
    [Fact]
    public void Is_a_tree_with_waits_failures_and_events()
    {
        var store = new TraceStore();
        store.Add(
        [
            Span("POST /orders", tookMs: 12, attributes: ("store.order.id", "42")),
            Span(
                "process payment",
                "POST /orders",
                atMs: 2500,
                tookMs: 1500,
                service: "payment",
                attributes: [("workers.queue.wait", 2.4), ("messaging.destination.name", "payment")]) with
            {
                IsError = true,
                StatusMessage = "no\nanswer",
                Events =
                [
                    new SpanEvent("workers.retry", Begin + 2_600_000_000, [new("attempt", 2L), new("exception.stacktrace", "at …")]),
                ],
            },
            Span("orphan", "nobody", atMs: 3),
            Span("elsewhere", "POST /orders", atMs: 6) with
            {
                Links =
                [
                    LinkTo("create", "other"),
                    LinkTo("gone", "gone"),
                    LinkTo("orphan", "trace"),
                ],
            },
            Span("create", trace: "other"),
            Span("quick", "POST /orders", atMs: 4, attributes: ("db.system", "sqlite")),
            Span("broken", "POST /orders", atMs: 5, attributes: ("db.system", "sqlite")) with { IsError = true },
        ]);
        using var text = new StringWriter { NewLine = "\n" };

        TraceText.Write(text, [store.Describe(TraceId("trace"))!.WithoutDatabaseCalls()]);

        var lines = text.ToString().Split('\n');
        Assert.Matches($@"^trace {TraceId("trace")}, order 42: POST /orders, \d\d:\d\d:\d\d\.\d\d\d, 4\.0 s, 6 spans, 2 failed$", lines[0]);
        Assert.Equal(
            """
                start  service  span                                                                     duration
               0.0 ms  shop     POST /orders                                                             12 ms
               5.0 ms  shop       broken                                                                 1.0 ms  (failed)
               6.0 ms  shop       elsewhere                                                              1.0 ms
                                    · links to create of shop, trace OTHER
                                    · links to a span that was not received, trace GONE
                2.5 s  payment    process payment                                                        1.5 s  (failed: no answer; waited 2.4 s in queue payment)
                2.6 s               · workers.retry attempt=2
               3.0 ms  shop     orphan                                                                   1.0 ms  (parent not received)
            Calls of databases are not shown, 1 here; --databases shows them.

            """.Replace("OTHER", TraceId("other"), StringComparison.Ordinal)
                .Replace("GONE", TraceId("gone"), StringComparison.Ordinal)
                .Split('\n'),
            lines[1..]);
    }

    [Fact]
    public void Counts_one_span_as_one()
    {
        var store = new TraceStore();
        store.Add([Span("POST /orders")]);
        using var text = new StringWriter();

        TraceText.Write(text, [store.Describe(TraceId("trace"))!]);

        Assert.Contains(", 1 span" + text.NewLine, text.ToString(), StringComparison.Ordinal);
    }
}
