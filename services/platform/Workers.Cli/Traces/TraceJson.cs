using System.Text.Json;

namespace Workers.Cli.Traces;

/// <summary>Writes traces as JSON, each span with its depth in the tree.</summary>
internal static class TraceJson
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Of(IReadOnlyList<Trace> traces) => JsonSerializer.Serialize(traces.Select(Describe), Json);

    private static object Describe(Trace trace) => new
    {
        trace.TraceId,
        trace.OrderId,
        trace.Root.Name,
        StartedAt = DateTimeOffset.UnixEpoch.AddTicks(trace.Start / 100),
        trace.DurationMs,
        Errors = trace.Spans.Count(span => span.IsError),
        Spans = trace.Tree().Select(node => new
        {
            node.Span.SpanId,
            node.Span.ParentId,
            node.Depth,
            node.IsParentMissing,
            node.Span.Service,
            node.Span.Name,
            node.Span.Kind,
            OffsetMs = (node.Span.Start - trace.Start) / 1e6,
            DurationMs = (node.Span.End - node.Span.Start) / 1e6,
            node.Span.IsError,
            node.Span.StatusMessage,
            node.Span.Attributes,
            Events = node.Span.Events.Select(one => new { one.Name, OffsetMs = (one.At - trace.Start) / 1e6, one.Attributes }),
            node.Span.Links,
        }),
    };
}
