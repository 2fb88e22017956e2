namespace Store.Contracts.Orders;

/// <summary>One line of an order or of a return.</summary>
public sealed record OrderLine
{
    /// <summary>Stock keeping unit, 1 to 64 characters. Several lines may have the same SKU.</summary>
    public required string Sku { get; init; }

    /// <summary>Description, at most 1,000 characters; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>
    /// Quantity, at most 10,000,000, and 1,000,000,000 for all goods of the event. At least 1 for goods; other lines may be negative (a
    /// discount), but not 0.
    /// </summary>
    public required int Quantity { get; init; }

    /// <summary>
    /// Price of one unit in the currency of the order's total, with at most four decimals: 0 to 100,000,000 for goods, -100,000,000 to
    /// 100,000,000 for other lines.
    /// </summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Kind of the line; goods by default.</summary>
    public LineKind Kind { get; init; } = LineKind.Goods;

    /// <summary>Quantity times unit price.</summary>
    public decimal Amount() => Quantity * UnitPrice;

    /// <summary>Validates the lines of an event, and their sum.</summary>
    internal static IEnumerable<string> Validate(IReadOnlyList<OrderLine>? lines, string member, Money? sum)
    {
        if (lines is null)
            return ["lines is null."];
        if (lines.Count is 0 or > Bounds.Lines)
            return [$"lines has {lines.Count} entries; 1 to {Bounds.Lines} are allowed."];

        var problems = lines.SelectMany((line, index) => Validate($"lines[{index}]", line));
        return problems.Any() ? problems : ValidateSums(lines, member, sum);
    }

    private static IEnumerable<string> Validate(string member, OrderLine? line)
    {
        if (line is null)
            return [$"{member} is null."];

        var problems = Bounds.Text($"{member}.sku", line.Sku, Bounds.Id)
            .Concat(Bounds.Text($"{member}.description", line.Description, Bounds.Description, mayBeEmpty: true));
        return problems.Concat(line.Kind == LineKind.Goods ? ValidateGoods(member, line) : ValidateOther(member, line));
    }

    private static IEnumerable<string> ValidateGoods(string member, OrderLine line)
    {
        if (line.Quantity is < 1 or > Bounds.Pieces)
            yield return $"{member}.quantity {line.Quantity} is not allowed; 1 to {Bounds.Pieces} are allowed for goods.";
        foreach (var problem in Bounds.Number($"{member}.unitPrice", line.UnitPrice, least: 0, Bounds.UnitPrice))
            yield return problem;
    }

    private static IEnumerable<string> ValidateOther(string member, OrderLine line)
    {
        if (!Enum.IsDefined(line.Kind))
            yield return $"{member}.kind is unknown.";
        if (line.Quantity is 0 or < -Bounds.Pieces or > Bounds.Pieces)
            yield return $"{member}.quantity {line.Quantity} is not allowed; -{Bounds.Pieces} to {Bounds.Pieces} are allowed, except 0.";
        foreach (var problem in Bounds.Number($"{member}.unitPrice", line.UnitPrice, -Bounds.UnitPrice, Bounds.UnitPrice))
            yield return problem;
    }

    private static IEnumerable<string> ValidateSums(IReadOnlyList<OrderLine> lines, string member, Money? sum)
    {
        var pieces = lines.Where(line => line.Kind == LineKind.Goods).Sum(line => (long)line.Quantity);
        if (pieces > Bounds.AllPieces)
            yield return $"lines have {pieces} pieces of goods in total; {Bounds.AllPieces} are allowed.";

        var amount = lines.Sum(line => line.Amount());
        if (sum is not null && amount != sum.Amount)
            yield return $"{member}.amount {sum.Amount} is not the sum of the lines, {amount}.";
    }
}
