namespace Store.Contracts;

/// <summary>
/// The limits of all contracts, so that each consumer can store and add up events: texts have a maximum length and no characters that
/// a database cannot store, numbers and lists have limits. The methods also report required members that are null, and never throw.
/// </summary>
internal static class Bounds
{
    /// <summary>Characters of an id: of an order, a return, a user, a SKU.</summary>
    public const int Id = 64;

    /// <summary>Characters of a reference or reason of the payment gateway.</summary>
    public const int Reference = 200;

    /// <summary>Characters of a person's name.</summary>
    public const int Name = 200;

    /// <summary>Characters of an e-mail address (RFC 5321, 4.5.3.1.3).</summary>
    public const int Email = 254;

    /// <summary>Characters of a product's description.</summary>
    public const int Description = 1000;

    /// <summary>Lines of an order or a return.</summary>
    public const int Lines = 10_000;

    /// <summary>Pieces on a line.</summary>
    public const int Pieces = 10_000_000;

    /// <summary>Pieces of goods in an event, so that their sum fits in an <see cref="int"/>.</summary>
    public const int AllPieces = 1_000_000_000;

    /// <summary>Price of one unit, in major units.</summary>
    public const decimal UnitPrice = 100_000_000m;

    /// <summary>An amount, in major units.</summary>
    public const decimal Amount = 1_000_000_000_000m;

    /// <summary>Decimals of a price or an amount.</summary>
    public const int Decimals = 4;

    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    /// <summary>A required text.</summary>
    public static IEnumerable<string> Text(string member, string? value, int max, bool mayBeEmpty = false)
    {
        if (value is null)
            return [$"{member} is null."];
        return value.Length == 0 && !mayBeEmpty ? [$"{member} has 0 characters; 1 to {max} are allowed."] : Optional(member, value, max, mayBeEmpty);
    }

    /// <summary>An optional text.</summary>
    public static IEnumerable<string> Optional(string member, string? value, int max, bool mayBeEmpty = true)
    {
        if (value is null)
            yield break;
        if (value.Length > max)
            yield return $"{member} has {value.Length} characters; {(mayBeEmpty ? 0 : 1)} to {max} are allowed.";
        else if (value.Any(char.IsControl))
            yield return $"{member} has control characters.";
        else if (!IsWellFormed(value))
            yield return $"{member} has an unpaired surrogate.";
    }

    /// <summary>A price or an amount.</summary>
    public static IEnumerable<string> Number(string member, decimal value, decimal least, decimal most)
    {
        if (value < least)
            yield return $"{member} {value} is below {least}.";
        else if (value > most)
            yield return $"{member} {value} is above {most}.";
        else if (decimal.Round(value, Decimals) != value)
            yield return $"{member} {value} has more than four decimals.";
    }

    /// <summary>A time in the allowed years.</summary>
    public static IEnumerable<string> Moment(string member, DateTimeOffset value)
    {
        if (value.UtcDateTime.Year is < FirstYear or > LastYear)
            yield return $"{member} {value:O} is not between {FirstYear} and {LastYear}.";
    }

    private static bool IsWellFormed(string value)
    {
        for (var index = 0; index < value.Length; index++)
        {
            if (!char.IsSurrogate(value[index]))
                continue;
            if (!char.IsSurrogatePair(value, index))
                return false;
            index++;
        }

        return true;
    }
}
