using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Storefront.Callers;

/// <summary>The IP address of a client.</summary>
internal static class ClientAddress
{
    // A subscriber has its own IPv6 prefix of 64 bits (RFC 6177).
    private const int Prefix = 64 / 8;

    /// <summary>The IPv4 address, or the first 64 bits of the IPv6 address in hexadecimal. Personal data.</summary>
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
