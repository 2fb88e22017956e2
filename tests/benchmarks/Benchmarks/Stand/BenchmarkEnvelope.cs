using System.Text.Json;

namespace Benchmarks.Stand;

/// <summary>The envelope as a hand-written loop would read it: one call of the serializer.</summary>
internal sealed record BenchmarkEnvelope(string Id, string Source, DateTimeOffset Time, BenchmarkDetail Detail)
{
    public static BenchmarkOrder Read(string body) =>
        JsonSerializer.Deserialize<BenchmarkEnvelope>(body, JsonSerializerOptions.Web)!.Detail.Data;

    /// <summary>A message body as EventBridge writes it.</summary>
    public static string Write(BenchmarkOrder order) => Write("benchmark.orders", "OrderPlaced", DataOf(order));

    /// <summary>The same, of any contract.</summary>
    public static string Write(string source, string detailType, string data) =>
        $$"""
        {"version":"0","id":"{{Guid.NewGuid()}}","detail-type":"{{detailType}}","source":"{{source}}","account":"000000000000","time":"2026-01-02T03:04:05Z","region":"eu-west-1","resources":[],"detail":{{DetailWith(data)}}}
        """;

    /// <summary>The detail alone, as a publisher writes it.</summary>
    public static string DetailOf(BenchmarkOrder order) => DetailWith(DataOf(order));

    private static string DetailWith(string data) =>
        $$"""
        {"metadata":{"eventId":"{{Guid.NewGuid()}}","eventVersion":1,"occurredAt":"2026-01-02T03:04:05Z","producer":"benchmarks"},"data":{{data}}}
        """;

    private static string DataOf(BenchmarkOrder order) => JsonSerializer.Serialize(order, JsonSerializerOptions.Web);
}

internal sealed record BenchmarkDetail(BenchmarkOrder Data);
