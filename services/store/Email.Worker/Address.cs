namespace Email.Worker;

/// <summary>An email address, strictly: one, bare, and nothing in it that a mail header could take for something else.</summary>
internal static class Address
{
    public static bool IsValid(string address)
    {
        var at = address.IndexOf('@');
        return at is > 0 and <= 64
            && at < address.Length - 1
            && address.Length <= 254
            && address.IndexOf('@', at + 1) < 0
            && !address.Any(IsForbidden);
    }

    private static bool IsForbidden(char letter) =>
        char.IsControl(letter) || char.IsWhiteSpace(letter) || "<>()[],;:\\\"".Contains(letter, StringComparison.Ordinal);

    /// <summary>As it may stand in a log: <c>j***@example.com</c>; of what is no address nothing, it may hold several, or lines.</summary>
    public static string Mask(string address) => IsValid(address) ? $"{address[0]}***{address[address.IndexOf('@')..]}" : "***";
}
