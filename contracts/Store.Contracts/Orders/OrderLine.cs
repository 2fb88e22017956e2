namespace Store.Contracts.Orders;

/// <summary>One line of an order or of a return.</summary>
public sealed record OrderLine
{
    /// <summary>Stock keeping unit, 1 to 64 characters. The same unit may stand on several lines.</summary>
    public required string Sku { get; init; }

    /// <summary>What it is, in words; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>How many. At least 1 for goods; other lines may be negative (a discount), but not 0.</summary>
    public required int Quantity { get; init; }

    /// <summary>Price of one unit, 0 or more for goods, in the currency of the order's total.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Goods by default.</summary>
    public LineKind Kind { get; init; } = LineKind.Goods;

    /// <summary>Quantity times price.</summary>
    public decimal Amount() => Quantity * UnitPrice;

    internal static IEnumerable<string> Validate(IReadOnlyList<OrderLine> lines)
    {
        if (lines.Count is 0 or > 10_000)
            yield return $"lines has {lines.Count} entries; 1 to 10000 are allowed.";

        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] is not { } line)
            {
                yield return $"lines[{i}] is null.";
                continue;
            }

            if (line.Sku.Length is 0 or > 64)
                yield return $"lines[{i}].sku has {line.Sku.Length} characters; 1 to 64 are allowed.";
            if (line.Quantity == 0 || (line.Kind == LineKind.Goods && line.Quantity < 0))
                yield return $"lines[{i}].quantity {line.Quantity} is not allowed: goods need at least 1.";
            if (line.Kind == LineKind.Goods && line.UnitPrice < 0)
                yield return $"lines[{i}].unitPrice {line.UnitPrice} is negative.";
        }
    }
}
