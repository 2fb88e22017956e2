namespace Store.Contracts;

/// <summary>An amount in one currency.</summary>
/// <param name="Amount">Major units, e.g. 12.50; at most four decimals.</param>
/// <param name="Currency">ISO 4217 alphabetic code, e.g. GBP.</param>
public sealed record Money(decimal Amount, string Currency)
{
    /// <summary>Whether <paramref name="currency"/> has the form of an ISO 4217 code: three capital letters.</summary>
    public static bool IsCurrency(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);

    /// <inheritdoc />
    public override string ToString() => $"{Amount:0.00##} {Currency}";

    /// <summary>Validates a required amount of 0 or more.</summary>
    internal static IEnumerable<string> Validate(string member, Money? money)
    {
        if (money is null)
            return [$"{member} is null."];

        IEnumerable<string> currency = IsCurrency(money.Currency) ? [] : [$"{member}.currency is not an ISO 4217 code such as GBP."];
        return currency.Concat(Bounds.Number($"{member}.amount", money.Amount, least: 0, Bounds.Amount));
    }
}
