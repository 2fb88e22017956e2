namespace Storefront.Requests;

/// <summary>Whether something can be an email address; whether mail arrives there only the mail can tell.</summary>
internal static class EmailAddress
{
    public const int Longest = 254;

    public static bool IsValid(string address)
    {
        var at = address.IndexOf('@');
        return at is > 0 and <= 64
            && address.Length <= Longest
            && IsLocalPart(address[..at])
            && IsDomain(address[(at + 1)..]);
    }

    private static bool IsLocalPart(string local) =>
        local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
        && local.All(letter => char.IsLetterOrDigit(letter) || "!#$%&'*+-/=?^_`{|}~.".Contains(letter, StringComparison.Ordinal));

    private static bool IsDomain(string domain) =>
        domain.Contains('.', StringComparison.Ordinal)
        && domain.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
            && label.All(letter => char.IsLetterOrDigit(letter) || letter == '-'));
}
