using Store.Contracts.Orders;
using Store.Contracts.Stock;

namespace Stock.Worker;

internal static class Goods
{
    /// <summary>What of the lines stands on shelves, a unit once, sorted by it.</summary>
    public static IReadOnlyList<StockQuantity> Of(IEnumerable<OrderLine> lines) =>
        [.. lines.Where(line => line.Kind == LineKind.Goods)
            .GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(unit => new StockQuantity(unit.Key, unit.Sum(line => line.Quantity)))
            .OrderBy(unit => unit.Sku, StringComparer.Ordinal)];
}
