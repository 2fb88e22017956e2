namespace Store.Contracts;

/// <summary>An amount in one currency.</summary>
/// <param name="Amount">Major units, such as 12.50; at most four decimals.</param>
/// <param name="Currency">ISO 4217 alphabetic code, such as GBP.</param>
public sealed record Money(decimal Amount, string Currency)
{
    /// <summary>Whether <paramref name="currency"/> has the form of an ISO 4217 code: three capital letters.</summary>
    public static bool IsCurrency(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);

    /// <inheritdoc />
    public override string ToString() => $"{Amount:0.00##} {Currency}";

    internal IEnumerable<string> Validate(string member, decimal least)
    {
        if (!IsCurrency(Currency))
            yield return $"{member}.currency '{Currency}' is not an ISO 4217 code such as GBP.";
        if (Amount < least)
            yield return $"{member}.amount {Amount} is below {least}.";
        if (decimal.Round(Amount, 4) != Amount)
            yield return $"{member}.amount {Amount} has more than four decimals.";
    }
}
