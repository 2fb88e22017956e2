using System.Text.Json;

namespace Workers.Cli.Traces;

/// <summary>Reads the documents of X-Ray (AWS X-Ray Developer Guide, "X-Ray segment documents"): a segment with its subsegments.</summary>
internal static class XRaySegment
{
    private const decimal NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The spans of a document.</summary>
    public static IEnumerable<Span> Read(JsonElement segment) => Read(
        segment, Text(segment, "trace_id")!["1-".Length..].Replace("-", "", StringComparison.Ordinal), Text(segment, "parent_id"), Text(segment, "name") ?? "", depth: 0);

    private static IEnumerable<Span> Read(JsonElement segment, string traceId, string? parent, string service, int depth)
    {
        var start = Time(segment, "start_time") ?? 0;
        var id = Text(segment, "id") ?? "";
        yield return new Span(traceId, id, parent, service, Text(segment, "name") ?? "", KindOf(segment, depth), start, Time(segment, "end_time") ?? start)
        {
            IsError = Is(segment, "error") || Is(segment, "fault"),
            StatusMessage = Cause(segment),
            Attributes = Attributes(segment),
        };
        if (!segment.TryGetProperty("subsegments", out var children))
            yield break;
        foreach (var span in children.EnumerateArray().SelectMany(child => Read(child, traceId, id, service, depth + 1)))
            yield return span;
    }

    private static string KindOf(JsonElement segment, int depth) =>
        depth == 0 ? "server" : Text(segment, "namespace") is "aws" or "remote" ? "client" : "internal";

    private static Dictionary<string, string> Attributes(JsonElement segment)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (segment.TryGetProperty("annotations", out var annotations))
        {
            foreach (var one in annotations.EnumerateObject())
                attributes[one.Name] = one.Value.ToString();
        }

        // The exporter puts all other attributes below "default".
        if (segment.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("default", out var rest) && rest.ValueKind == JsonValueKind.Object)
        {
            foreach (var one in rest.EnumerateObject())
                attributes.TryAdd(one.Name, one.Value.ToString());
        }

        return attributes;
    }

    private static string? Cause(JsonElement segment) =>
        segment.TryGetProperty("cause", out var cause) && cause.ValueKind == JsonValueKind.Object
        && cause.TryGetProperty("exceptions", out var exceptions) && exceptions.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
            ? Text(first, "message")
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static bool Is(JsonElement element, string name) => element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;

    private static long? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.TryGetDecimal(out var seconds) ? (long)(seconds * NanosecondsPerSecond) : null;
}
