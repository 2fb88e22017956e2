using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Storefront.Callers;

/// <summary>The IP address of one subscriber.</summary>
internal static class ClientAddress
{
    // Bits of an IPv6 address that one subscriber has to itself (RFC 6177).
    private const int Prefix = 64 / 8;

    /// <summary>The address, or of an IPv6 address the first 64 bits in hexadecimal. Personal data.</summary>
    public static string Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Prefix))
            : address.ToString();
    }
}
