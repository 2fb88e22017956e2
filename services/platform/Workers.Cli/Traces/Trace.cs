namespace Workers.Cli.Traces;

/// <summary>All spans of one trace.</summary>
internal sealed class Trace
{
    /// <summary>The attribute with the order's number.</summary>
    private const string OrderAttribute = "store.order.id";

    private Trace(string traceId, IReadOnlyList<Span> spans) => (TraceId, Spans) = (traceId, spans);

    public string TraceId { get; }

    /// <summary>Its spans, by start time.</summary>
    public IReadOnlyList<Span> Spans { get; }

    /// <summary>Start of its first span, in nanoseconds since 1970.</summary>
    public long Start => Spans[0].Start;

    public double DurationMs => (Spans.Max(span => span.End) - Start) / 1e6;

    /// <summary>The first span.</summary>
    public Span Root => Spans.FirstOrDefault(span => span.ParentId is null) ?? Spans[0];

    public string? OrderId => Spans.Select(span => span.Attributes.GetValueOrDefault(OrderAttribute)).FirstOrDefault(order => order is not null);

    /// <summary>The traces of these spans, the oldest first.</summary>
    public static IReadOnlyList<Trace> Of(IEnumerable<Span> spans) =>
        [.. spans.GroupBy(span => span.TraceId, StringComparer.Ordinal)
            .Select(same => new Trace(same.Key, [.. same.DistinctBy(span => span.SpanId, StringComparer.Ordinal).OrderBy(span => span.Start)]))
            .OrderBy(trace => trace.Start)];

    /// <summary>Every span once, each below its parent, by start time.</summary>
    public IReadOnlyList<(Span Span, int Depth, bool IsParentMissing)> Tree()
    {
        var known = Spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = Spans.Where(span => span.ParentId is not null).ToLookup(span => span.ParentId!, StringComparer.Ordinal);
        List<(Span, int, bool)> nodes = new(Spans.Count);
        HashSet<string> placed = new(StringComparer.Ordinal);

        // Spans whose parent was not received yet must not get lost; nor spans that are their own parent.
        foreach (var span in Spans.Where(span => span.ParentId is not { } parent || !known.Contains(parent)).Concat(Spans))
            Place(span);
        return nodes;

        void Place(Span root)
        {
            // No recursion: the sender decides how deep a trace is.
            Stack<(Span Span, int Depth, bool IsParentMissing)> open = new([(root, 0, root.ParentId is not null)]);
            while (open.TryPop(out var node))
            {
                if (!placed.Add(node.Span.SpanId))
                    continue;
                nodes.Add(node);
                foreach (var child in children[node.Span.SpanId].Reverse())
                    open.Push((child, node.Depth + 1, IsParentMissing: false));
            }
        }
    }
}
