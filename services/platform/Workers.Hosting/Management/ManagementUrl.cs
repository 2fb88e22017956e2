using System.Net;
using Microsoft.AspNetCore.Http;

namespace Workers.Hosting.Management;

/// <summary>
/// The setting <c>ManagementUrl</c>: the address of the operators' endpoints (health, log level, outbox, reactions, effects), such as
/// <c>http://127.0.0.1:8081</c>. That is the default, so that they are reachable only from the same machine or container; in development
/// the default is the service's own address.
/// </summary>
internal static class ManagementUrl
{
    public const string Setting = "ManagementUrl";

    private const string Default = "http://127.0.0.1:8081";

    /// <summary>The address; null if the operators' endpoints share the service's own.</summary>
    /// <exception cref="SettingsException">It is not an address.</exception>
    public static BindingAddress? Read(string? value, bool isDevelopment)
    {
        if (string.IsNullOrWhiteSpace(value))
            return isDevelopment ? null : BindingAddress.Parse(Default);
        return Parse(value) is { } address && IsOfThisMachine(address)
            ? address
            : throw new SettingsException(
                $"{Setting} '{value}' is not an address such as {Default}. Use http://, then localhost, + (any) or an IP address of this machine, and a port.");
    }

    private static BindingAddress? Parse(string value)
    {
        try
        {
            return BindingAddress.Parse(value);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Kestrel treats any other name as all addresses.
    private static bool IsOfThisMachine(BindingAddress address) =>
        address is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false, PathBase: "", Port: >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort }
        && (address.Host is "localhost" or "+" or "*" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _));
}
