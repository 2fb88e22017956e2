using Workers.Local.Telemetry;

namespace Workers.Local.Tests.Telemetry;

/// <summary>Spans for tests. Their ids are made from short names.</summary>
internal static class Spans
{
    public const long Begin = 1_800_000_000_000_000_000;

    public static string TraceId(string name) => Id(name, 32);

    public static Span Span(
        string name,
        string? parent = null,
        string trace = "trace",
        double atMs = 0,
        double tookMs = 1,
        string service = "shop",
        string kind = "internal",
        params (string Key, object? Value)[] attributes) =>
        new(
            TraceId(trace),
            Id(name, 16),
            parent is null ? null : Id(parent, 16),
            service,
            "tests",
            name,
            kind,
            Begin + (long)(atMs * 1e6),
            Begin + (long)((atMs + tookMs) * 1e6))
        {
            Attributes = [.. attributes.Select(attribute => KeyValuePair.Create(attribute.Key, attribute.Value))],
            Size = 100,
        };

    public static SpanLink LinkTo(string span, string trace) => new(TraceId(trace), Id(span, 16));

    private static string Id(string name, int length) =>
        Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(name)).PadRight(length, '0')[..length];
}
