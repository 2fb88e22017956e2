namespace Store.Contracts.Stock;

/// <summary>A quantity of one SKU.</summary>
/// <param name="Sku">Stock keeping unit, 1 to 64 characters.</param>
/// <param name="Quantity">Pieces, 1 to 1,000,000,000.</param>
public sealed record StockQuantity(string Sku, int Quantity)
{
    internal static IEnumerable<string> Validate(string member, IReadOnlyList<StockQuantity>? units)
    {
        if (units is null)
            return [$"{member} is null."];
        return units.Count > Bounds.Lines
            ? [$"{member} has {units.Count} entries; {Bounds.Lines} are allowed."]
            : units.SelectMany((unit, index) => Validate($"{member}[{index}]", unit));
    }

    private static IEnumerable<string> Validate(string member, StockQuantity? unit)
    {
        if (unit is null)
            return [$"{member} is null."];

        IEnumerable<string> quantity = unit.Quantity is < 1 or > Bounds.AllPieces
            ? [$"{member}.quantity {unit.Quantity} is not allowed; 1 to {Bounds.AllPieces} are allowed."]
            : [];
        return Bounds.Text($"{member}.sku", unit.Sku, Bounds.Id).Concat(quantity);
    }
}
