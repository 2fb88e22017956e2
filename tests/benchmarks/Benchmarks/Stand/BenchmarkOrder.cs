using Workers.Contracts;

namespace Benchmarks.Stand;

/// <summary>What all contestants carry: about 1 KB as an EventBridge envelope.</summary>
[Event("benchmark.orders", "OrderPlaced")]
internal sealed record BenchmarkOrder
{
    public required string OrderId { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public required decimal Total { get; init; }

    public required IReadOnlyList<BenchmarkLine> Lines { get; init; }

    public static BenchmarkOrder Create(int number) => new()
    {
        OrderId = $"{number}",
        PlacedAt = DateTimeOffset.UnixEpoch.AddSeconds(number),
        Total = 41.25m,
        Lines = [.. Enumerable.Range(0, 5).Select(line => new BenchmarkLine($"SKU-{line:D5}", "Enamel mug, white with blue rim", line + 1, 2.75m))],
    };
}

internal sealed record BenchmarkLine(string Sku, string Description, int Quantity, decimal UnitPrice);
