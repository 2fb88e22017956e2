using Store.Contracts.Orders;
using Store.Contracts.Stock;

namespace Stock.Worker;

internal static class Goods
{
    /// <summary>The goods of the lines, one entry per SKU, sorted by SKU.</summary>
    public static IReadOnlyList<StockQuantity> Of(IEnumerable<OrderLine> lines) =>
        [.. lines.Where(line => line.Kind == LineKind.Goods)
            .GroupBy(line => line.Sku, StringComparer.Ordinal)
            .Select(unit => new StockQuantity(unit.Key, unit.Sum(line => line.Quantity)))
            .OrderBy(unit => unit.Sku, StringComparer.Ordinal)];
}
