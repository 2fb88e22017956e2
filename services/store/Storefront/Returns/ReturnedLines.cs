using Store.Contracts.Orders;
using Storefront.Data;
using Storefront.Requests;

namespace Storefront.Returns;

/// <summary>
/// Subtracts returned quantities from the lines of an order, at the price of each line. If several lines have the SKU, the first line is used
/// first.
/// </summary>
internal static class ReturnedLines
{
    public static IReadOnlyList<OrderLine> TakeOff(Order order, ReturnRequest request, Problems problems)
    {
        var lines = order.Lines.OrderBy(line => line.Position).ToList();
        return request.Lines is null
            ? [.. lines.Where(line => line.Left() != 0).Select(line => Take(line, line.Left()))]
            : [.. request.Lines.SelectMany(unit => TakeOff(lines, unit.Sku, unit.Quantity, problems))];
    }

    private static List<OrderLine> TakeOff(List<OrderedLine> lines, string sku, int quantity, Problems problems)
    {
        var candidates = lines.Where(line => line.Sku == sku && line.Left() > 0).ToList();
        var left = candidates.Sum(line => (long)line.Left());
        if (quantity > left)
        {
            problems.Add(sku, left == 0
                ? "The order has none of it left to return."
                : $"{quantity} is more than the {left} left to return.");
            return [];
        }

        var taken = new List<OrderLine>();
        foreach (var line in candidates.TakeWhile(_ => quantity > 0))
        {
            var pieces = Math.Min(quantity, line.Left());
            taken.Add(Take(line, pieces));
            quantity -= pieces;
        }

        return taken;
    }

    private static OrderLine Take(OrderedLine line, int pieces)
    {
        line.Returned += pieces;
        return new OrderLine
        {
            Sku = line.Sku,
            Description = line.Description,
            Quantity = pieces,
            UnitPrice = line.UnitPrice,
            Kind = line.Kind,
        };
    }
}
