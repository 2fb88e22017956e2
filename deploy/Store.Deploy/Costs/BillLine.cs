namespace Store.Deploy.Costs;

/// <summary>A line of the bill.</summary>
/// <param name="Service">The service of AWS.</param>
/// <param name="Item">What is charged.</param>
/// <param name="Arithmetic">How the amount was computed.</param>
/// <param name="Dollars">US dollars a month.</param>
internal sealed record BillLine(string Service, string Item, string Arithmetic, decimal Dollars);

/// <summary>A factor of an amount, or a divisor.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit; <c>(s)</c> is the ending of a plural, and left out after 1.</param>
/// <param name="Divides">Whether it is a divisor.</param>
internal sealed record Factor(decimal Value, string Unit, bool Divides = false)
{
    public static implicit operator Factor((decimal Value, string Unit) factor) => new(factor.Value, factor.Unit);

    /// <summary>The size of something in KB, as GB.</summary>
    public static Factor KilobytesInGigabyte { get; } = new(1_000_000, "", Divides: true);

    public static Factor Over(decimal value, string unit) => new(value, unit, Divides: true);

    /// <summary>The number with its unit.</summary>
    public override string ToString() => $"{Value:#,0.#####} {Unit.Replace("(s)", Value == 1 ? "" : "s", StringComparison.Ordinal)}".TrimEnd();
}

/// <summary>Computes lines of the bill, and writes the computation beside the amount.</summary>
/// <param name="service">The service of AWS.</param>
/// <param name="prices">The prices.</param>
internal sealed class Charges(string service, PriceList prices)
{
    /// <param name="item">What is charged.</param>
    /// <param name="price">Name of the price.</param>
    /// <param name="factors">Their product is the number of units.</param>
    public BillLine Of(string item, string price, params Factor[] factors) => Of(item, prices.Of(price), factors);

    public BillLine Of(string item, Price price, params Factor[] factors)
    {
        var units = factors.Aggregate(1m, (product, factor) => factor.Divides ? product / factor.Value : product * factor.Value);
        var text = factors.Skip(1).Aggregate(factors[0].ToString(), (left, factor) => $"{left} {(factor.Divides ? '÷' : '×')} {factor}");
        return new BillLine(service, item, $"{text} × {Text(price)}", units * price.Dollars / price.Per);
    }

    private static string Text(Price price) => $"${price.Dollars:0.00####}" + price.Per switch
    {
        1 => "",
        1_000_000 => " per million",
        _ => $" per {price.Per:#,0}",
    };
}
