using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>Addresses as Event Ruler reads them: four decimal numbers, or hexadecimal groups with colons.</summary>
internal static class IpAddress
{
    /// <summary>The 4 or 16 bytes of the address, or null if the text is not an address.</summary>
    public static byte[]? Parse(string text)
    {
        if (text.Length is < 2 or > 45)
            return null;
        if (!text.Contains(':', StringComparison.Ordinal))
            return ParseFour(text);
        return text.All(character => char.IsAsciiHexDigit(character) || character == ':')
            && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
                ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes()
                : null;
    }

    // Not IPAddress.Parse, which accepts "10.1" and reads "010" as octal.
    private static byte[]? ParseFour(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4)
            return null;

        var bytes = new byte[4];
        for (var index = 0; index < 4; index++)
        {
            if (!byte.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[index]))
                return null;
        }

        return bytes;
    }
}
