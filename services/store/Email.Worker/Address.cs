using MimeKit;

namespace Email.Worker;

/// <summary>An email address: exactly one mailbox, without a display name or a comment.</summary>
internal static class Address
{
    private const int MaxLength = 254;
    private const int MaxLocalPartLength = 64;

    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>Whether MimeKit reads the text as one mailbox and as nothing besides. Quoted local parts and IP addresses are not allowed.</summary>
    public static bool IsValid(string address) =>
        address.Length <= MaxLength
        && address.IndexOf('@') is > 0 and <= MaxLocalPartLength
        && address.AsSpan().IndexOfAny('"', '[') < 0
        && MailboxAddress.TryParse(Strict, address, out var mailbox)
        // MimeKit decodes the domain of ada@xn--r8jz45g.jp.
        && (mailbox.Address == address || mailbox.GetAddress(idnEncode: true).Equals(address, StringComparison.OrdinalIgnoreCase));

    /// <summary>The address for a log: <c>j***@example.com</c>. An invalid one is not shown: it may hold several addresses, or lines.</summary>
    public static string Mask(string address) => IsValid(address) ? $"{address[0]}***{address[address.IndexOf('@')..]}" : "***";
}
