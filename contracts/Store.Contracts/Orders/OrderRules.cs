namespace Store.Contracts.Orders;

internal static class OrderRules
{
    public static IEnumerable<string> Id(string member, string value)
    {
        if (value.Length is 0 or > 64)
            yield return $"{member} has {value.Length} characters; 1 to 64 are allowed.";
    }

    public static IEnumerable<string> Sum(string member, Money total, IReadOnlyList<OrderLine> lines)
    {
        var sum = lines.Sum(line => line?.Amount() ?? 0);
        if (sum != total.Amount)
            yield return $"{member}.amount {total.Amount} is not the sum of the lines, {sum}.";
    }
}
