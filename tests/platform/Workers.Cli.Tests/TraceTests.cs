using System.Text.Json;
using Workers.Cli.Traces;

namespace Workers.Cli.Tests;

/// <summary>Traces as the dashboard and Jaeger tell them, in OTLP's JSON encoding.</summary>
public sealed class TraceTests
{
    private const string TraceId = "6b0d2fb07399f45eaecf9da054971f9c";

    private static readonly Trace Placed = Assert.Single(Trace.Of(OtlpJson.Read(JsonDocument.Parse(
        $$"""
        { "resourceSpans": [
          { "resource": { "attributes": [ { "key": "service.name", "value": { "stringValue": "payment" } } ] },
            "scopeSpans": [ { "spans": [
              { "traceId": "{{TraceId}}", "spanId": "0000000000000003", "parentSpanId": "0000000000000002", "name": "process payment", "kind": 5,
                "startTimeUnixNano": "1796026288040000000", "endTimeUnixNano": "1796026288060000000",
                "status": { "code": 2, "message": "No\u001b[31m card\nat all" },
                "events": [ { "name": "workers.retry", "timeUnixNano": "1796026288050000000", "attributes": [ { "key": "attempt", "value": { "intValue": "2" } } ] } ],
                "links": [ { "traceId": "11111111111111111111111111111111", "spanId": "1111111111111111" } ],
                "attributes": [ { "key": "workers.queue.wait", "value": { "doubleValue": 0.0022 } }, { "key": "messaging.destination.name", "value": { "stringValue": "payment" } },
                                { "key": "workers.event.id", "value": { "stringValue": "01A22B82-47A0-75FF-9535-B6B63DF0D075" } } ] },
              { "traceId": "{{TraceId}}", "spanId": "0000000000000004", "parentSpanId": "0000000000000003", "name": "SELECT Charges", "kind": 3,
                "startTimeUnixNano": "1796026288041000000", "endTimeUnixNano": "1796026288042000000",
                "attributes": [ { "key": "db.system.name", "value": { "stringValue": "sqlite" } } ] } ] } ] },
          { "resource": { "attributes": [ { "key": "service.name", "value": { "stringValue": "storefront" } } ] },
            "scopeSpans": [ { "spans": [
              { "traceId": "{{TraceId}}", "spanId": "0000000000000001", "name": "POST /orders", "kind": "SPAN_KIND_SERVER",
                "startTimeUnixNano": "1796026288029000000", "endTimeUnixNano": "1796026288037800000",
                "attributes": [ { "key": "store.order.id", "value": { "stringValue": "01a22b8247a075ff9535b6b63df0d075" } } ] } ] } ] } ] }
        """).RootElement)));

    [Fact]
    public void A_span_is_below_its_parent_and_one_whose_parent_is_missing_says_so() => Assert.Equal(
        [("POST /orders", 0, false), ("process payment", 0, true), ("SELECT Charges", 1, false)],
        Placed.Tree().Select(node => (node.Span.Name, node.Depth, node.IsParentMissing)));

    [Theory]
    [InlineData("01a22b8247a075ff9535b6b63df0d075", true)]
    [InlineData("01A22B82-47A0-75FF-9535-B6B63DF0D075", true)]
    [InlineData(" 6b0d2fb07399f45eaecf9da054971f9c ", true)]
    [InlineData("1-6B0D2FB0-7399f45eaecf9da054971f9c", true)]
    [InlineData("payment", true)]
    [InlineData("01a22b8247a075ff9535b6b63df0d076", false)]
    [InlineData("pay", false)]
    public void A_trace_is_found_by_its_id_and_by_the_value_of_an_attribute(string search, bool isFound) =>
        Assert.Equal(isFound, new TraceSearch(search).Matches(Placed));

    [Fact]
    public void The_text_has_a_line_for_each_span_and_nothing_that_a_terminal_would_take_for_a_command()
    {
        using var output = new StringWriter();
        TraceText.Write(output, [Placed], databases: false);

        var lines = output.ToString().Split(Environment.NewLine);
        Assert.StartsWith($"trace {TraceId}, order 01a22b8247a075ff9535b6b63df0d075: POST /orders, ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("31 ms, 3 spans, 1 failed", lines[0], StringComparison.Ordinal);
        Assert.Contains("process payment", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("20 ms  (failed: No\uFFFD[31m card at all; waited 2.2 ms in queue payment; parent not received)", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("· workers.retry attempt=2", lines[4], StringComparison.Ordinal);
        Assert.EndsWith("· links to trace 11111111111111111111111111111111", lines[5], StringComparison.Ordinal);
        Assert.Equal("Database calls hidden: 1; --databases shows them.", lines[6]);
        Assert.DoesNotContain('\u001b', output.ToString());
    }

    [Fact]
    public void The_json_has_all_that_is_known()
    {
        var trace = Assert.Single(JsonDocument.Parse(TraceJson.Of([Placed])).RootElement.EnumerateArray());

        Assert.Equal("01a22b8247a075ff9535b6b63df0d075", trace.GetProperty("orderId").GetString());
        Assert.Equal(
            ["server", "consumer", "client"], trace.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("kind").GetString()));
    }

    [Fact]
    public void A_span_that_is_its_own_ancestor_is_shown_once()
    {
        var loop = Assert.Single(Trace.Of([Span("1", "2"), Span("2", "1")]));

        Assert.Equal(["1", "2"], loop.Tree().Select(node => node.Span.SpanId).Order(StringComparer.Ordinal));
    }

    private static Span Span(string id, string parent) =>
        new(TraceId, id, parent, "service", "name", "internal", 0, 1) { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) };
}
