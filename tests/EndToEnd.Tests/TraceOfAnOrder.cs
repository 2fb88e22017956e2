using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>A trace as the page has it.</summary>
internal sealed class TraceOfAnOrder
{
    private readonly List<SpanInTree> _spans = [];

    public TraceOfAnOrder(JsonNode trace)
    {
        Id = trace["trace"]!["traceId"]!.GetValue<string>();
        var above = new List<SpanInTree>();
        foreach (var node in trace["spans"]!.AsArray())
        {
            var depth = node!["depth"]!.GetValue<int>();
            above.RemoveRange(depth, above.Count - depth);
            var span = new SpanInTree(node, depth == 0 ? null : above[^1]);
            above.Add(span);
            _spans.Add(span);
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
internal sealed class SpanInTree(JsonNode node, SpanInTree? parent)
{
    public string Service => node["service"]!.GetValue<string>();

    public string Name => node["name"]!.GetValue<string>();

    public SpanInTree? Parent => parent;

    public bool IsStatement => Attribute("db.system.name") is not null;

    /// <summary>It names a parent that never came.</summary>
    public bool IsOrphan => node["isParentMissing"]!.GetValue<bool>();

    public bool IsError => node["isError"]!.GetValue<bool>();

    public IEnumerable<string> Events => node["events"]!.AsArray().Select(happened => happened!["name"]!.GetValue<string>());

    public string? Attribute(string name) => node["attributes"]![name]?.ToString();

    public double? Seconds(string name) => node["attributes"]![name]?.GetValue<double>();

    public override string ToString() => parent is null ? $"{Service}: {Name}" : $"{Service}: {Name} < {parent.Service}: {parent.Name}";
}
