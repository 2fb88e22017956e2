using Storefront.Callers;

namespace Storefront.Requests;

/// <summary>Checks the syntax of e-mail addresses, not whether they exist.</summary>
internal static class EmailAddress
{
    public const int Longest = 254;

    /// <summary>The member <c>email</c>, which is optional if the caller's token has an address.</summary>
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
        && local.All(character => char.IsLetterOrDigit(character) || "!#$%&'*+-/=?^_`{|}~.".Contains(character, StringComparison.Ordinal));

    private static bool IsDomain(string domain) =>
        domain.Contains('.', StringComparison.Ordinal)
        && domain.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
            && label.All(character => char.IsLetterOrDigit(character) || character == '-'));
}
