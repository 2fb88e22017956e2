using System.Globalization;
using System.Text.Json;

namespace Workers.Cli.Traces;

/// <summary>
/// Reads spans in OTLP's JSON encoding (OpenTelemetry Protocol 1.x, "JSON Protobuf Encoding"), as returned by the dashboard's telemetry API
/// and Jaeger's API v3.
/// </summary>
internal static class OtlpJson
{
    private static readonly string[] Kinds = ["internal", "internal", "server", "client", "producer", "consumer"];

    /// <param name="data">An object with <c>resourceSpans</c>.</param>
    public static IEnumerable<Span> Read(JsonElement data) =>
        from resource in Items(data, "resourceSpans")
        let service = resource.TryGetProperty("resource", out var of) && Attributes(of).TryGetValue("service.name", out var name) ? name : "unknown"
        from scope in Items(resource, "scopeSpans")
        from span in Items(scope, "spans")
        select Read(span, service);

    private static Span Read(JsonElement span, string service)
    {
        var status = span.TryGetProperty("status", out var said) ? said : default;
        return new Span(
            Text(span, "traceId") ?? "",
            Text(span, "spanId") ?? "",
            Text(span, "parentSpanId") is { Length: > 0 } parent ? parent : null,
            service,
            Text(span, "name") ?? "",
            KindOf(span),
            Number(span, "startTimeUnixNano"),
            Number(span, "endTimeUnixNano"))
        {
            IsError = status.ValueKind == JsonValueKind.Object && Text(status, "code") is "2" or "STATUS_CODE_ERROR",
            StatusMessage = status.ValueKind == JsonValueKind.Object ? Text(status, "message") : null,
            Attributes = Attributes(span),
            Events = [.. Items(span, "events").Select(one => new SpanEvent(Text(one, "name") ?? "", Number(one, "timeUnixNano"), Attributes(one)))],
            Links = [.. Items(span, "links").Select(link => new SpanLink(Text(link, "traceId") ?? "", Text(link, "spanId") ?? ""))],
        };
    }

    private static string KindOf(JsonElement span) =>
        int.TryParse(Text(span, "kind"), CultureInfo.InvariantCulture, out var kind) && kind >= 0 && kind < Kinds.Length
            ? Kinds[kind]
            : (Text(span, "kind") ?? "internal").Replace("SPAN_KIND_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static Dictionary<string, string> Attributes(JsonElement of)
    {
        Dictionary<string, string> attributes = new(StringComparer.Ordinal);
        foreach (var attribute in Items(of, "attributes"))
        {
            if (Text(attribute, "key") is { } key && attribute.TryGetProperty("value", out var value))
                attributes[key] = ValueOf(value);
        }

        return attributes;
    }

    /// <summary>The value of its only member, named by its type: <c>{"stringValue": "…"}</c>.</summary>
    private static string ValueOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return value.ToString();
        foreach (var member in value.EnumerateObject())
            return member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? member.Value.GetRawText() : member.Value.ToString();
        return "";
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    // This encoding writes 64-bit numbers as text.
    private static long Number(JsonElement of, string name) =>
        long.TryParse(Text(of, name), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
