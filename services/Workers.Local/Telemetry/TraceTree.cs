namespace Workers.Local.Telemetry;

/// <summary>Puts the spans of a trace into the order in which they are read: each below its parent, by the time they began.</summary>
internal static class TraceTree
{
    /// <summary>Every span, once.</summary>
    public static IReadOnlyList<TraceNode> Of(IReadOnlyDictionary<string, Span> spans)
    {
        var children = spans.Values.Where(span => span.ParentId is not null).ToLookup(span => span.ParentId!, StringComparer.Ordinal);
        List<TraceNode> nodes = new(spans.Count);
        HashSet<string> placed = new(StringComparer.Ordinal);

        // What belongs to a span that was not received, or not yet, must not get lost.
        var byStart = spans.Values.OrderBy(span => span.Start).ToList();
        foreach (var span in byStart.Where(span => span.ParentId is not { } parent || !spans.ContainsKey(parent)))
            Place(span);

        // Nor what belongs to itself, which only a sender with a fault says.
        foreach (var span in byStart)
            Place(span);
        return nodes;

        void Place(Span root)
        {
            // Not by recursion: how deep a trace goes is for its sender to say.
            Stack<TraceNode> open = new([new TraceNode(root, 0, IsParentMissing: root.ParentId is not null)]);
            while (open.TryPop(out var node))
            {
                if (!placed.Add(node.Span.SpanId))
                    continue;
                nodes.Add(node);
                foreach (var child in children[node.Span.SpanId].OrderByDescending(child => child.Start))
                    open.Push(new TraceNode(child, node.Depth + 1, IsParentMissing: false));
            }
        }
    }
}

/// <summary>A span in its place.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">How many spans are above it.</param>
/// <param name="IsParentMissing">Whether it names a parent that was not received.</param>
internal sealed record TraceNode(Span Span, int Depth, bool IsParentMissing);
