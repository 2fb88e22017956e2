using System.Globalization;
using Workers.Cli.Traces;

namespace EndToEnd.Tests;

/// <summary>A trace as the dashboard has it.</summary>
internal sealed class TraceOfAnOrder
{
    private readonly List<SpanInTree> _spans = [];

    public TraceOfAnOrder(Trace trace)
    {
        Id = trace.TraceId;
        var above = new List<SpanInTree>();
        foreach (var (span, depth, isParentMissing) in trace.Tree())
        {
            above.RemoveRange(depth, above.Count - depth);
            var node = new SpanInTree(span, depth == 0 ? null : above[^1], isParentMissing);
            above.Add(node);
            _spans.Add(node);
        }
    }

    public string Id { get; }

    public IReadOnlyList<SpanInTree> Spans => _spans;

    /// <summary>Who did what below whom, without the statements of databases: those are a worker's own matter.</summary>
    public IEnumerable<string> Tree => _spans.Where(span => !span.IsStatement).Select(span => span.ToString()).Order(StringComparer.Ordinal);

    /// <summary>The spans of a service's deliveries.</summary>
    public IEnumerable<SpanInTree> Deliveries(string service) => _spans.Where(span => span.ToString().StartsWith($"{service}: process ", StringComparison.Ordinal));
}

/// <summary>A span, and the one above it.</summary>
/// <param name="span">The span.</param>
/// <param name="parent">The one above it.</param>
/// <param name="isOrphan">Whether it names a parent that never came.</param>
internal sealed class SpanInTree(Span span, SpanInTree? parent, bool isOrphan)
{
    public string Service => span.Service;

    public string Name => span.Name;

    public SpanInTree? Parent => parent;

    public bool IsStatement => span.IsDatabaseCall;

    public bool IsOrphan => isOrphan;

    public bool IsError => span.IsError;

    public IEnumerable<string> Events => span.Events.Select(happened => happened.Name);

    public string? Attribute(string name) => span.Attributes.GetValueOrDefault(name);

    public double? Seconds(string name) => Attribute(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    public override string ToString() => parent is null ? $"{Service}: {Name}" : $"{Service}: {Name} < {parent.Service}: {parent.Name}";
}
