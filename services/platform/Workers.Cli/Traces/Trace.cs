namespace Workers.Cli.Traces;

/// <summary>All spans of one trace.</summary>
internal sealed class Trace
{
    /// <summary>Where a service says which order a span is about.</summary>
    private const string OrderAttribute = "store.order.id";

    private Trace(string traceId, IReadOnlyList<Span> spans) => (TraceId, Spans) = (traceId, spans);

    public string TraceId { get; }

    /// <summary>Its spans, in the order in which they began.</summary>
    public IReadOnlyList<Span> Spans { get; }

    /// <summary>When its first span began, in nanoseconds since 1970.</summary>
    public long Start => Spans[0].Start;

    public double DurationMs => (Spans.Max(span => span.End) - Start) / 1e6;

    /// <summary>The span that began it.</summary>
    public Span Root => Spans.FirstOrDefault(span => span.ParentId is null) ?? Spans[0];

    public string? OrderId => Spans.Select(span => span.Attributes.GetValueOrDefault(OrderAttribute)).FirstOrDefault(order => order is not null);

    /// <summary>The traces that these spans make, the oldest first.</summary>
    public static IReadOnlyList<Trace> Of(IEnumerable<Span> spans) =>
        [.. spans.GroupBy(span => span.TraceId, StringComparer.Ordinal)
            .Select(same => new Trace(same.Key, [.. same.DistinctBy(span => span.SpanId, StringComparer.Ordinal).OrderBy(span => span.Start)]))
            .OrderBy(trace => trace.Start)];

    /// <summary>Every span once, each below its parent, by the time they began.</summary>
    public IReadOnlyList<(Span Span, int Depth, bool IsParentMissing)> Tree()
    {
        var known = Spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        var children = Spans.Where(span => span.ParentId is not null).ToLookup(span => span.ParentId!, StringComparer.Ordinal);
        List<(Span, int, bool)> nodes = new(Spans.Count);
        HashSet<string> placed = new(StringComparer.Ordinal);

        // What belongs to a span that was not received, or not yet, must not get lost; nor what belongs to itself.
        foreach (var span in Spans.Where(span => span.ParentId is not { } parent || !known.Contains(parent)).Concat(Spans))
            Place(span);
        return nodes;

        void Place(Span root)
        {
            // Not by recursion: how deep a trace goes is for its sender to say.
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
