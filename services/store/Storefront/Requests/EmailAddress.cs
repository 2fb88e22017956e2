using Storefront.Callers;

namespace Storefront.Requests;

/// <summary>Whether something can be an email address; whether mail arrives there only the mail can tell.</summary>
internal static class EmailAddress
{
    public const int Longest = 254;

    /// <summary>The member <c>email</c>, which may be missing where the caller's token has one.</summary>
    public static string? Read(JsonMembers members, Caller caller)
    {
        var email = members.Text("email", Longest, optional: caller.Email is not null);
        if (email is not null && !IsValid(email))
            members.Refuse<string>("email", "This is not an email address.");
        return email ?? caller.Email;
    }

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
