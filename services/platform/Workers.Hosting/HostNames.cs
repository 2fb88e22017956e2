using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Hosting;

/// <summary>
/// Allowed host names of a service, from the setting <c>AllowedHosts</c>: names separated by semicolons, <c>*</c> for any; loopback by
/// default. This protects against DNS rebinding: a foreign web page whose name resolves to this machine would otherwise have the service's
/// origin.
/// </summary>
internal static class HostNames
{
    private const string Setting = "AllowedHosts";
    private const string Loopback = "localhost;127.0.0.1;[::1]";

    public static void AddHostNames(this IServiceCollection services, IConfiguration configuration) => services.AddHostFiltering(options =>
    {
        options.AllowEmptyHosts = false;
        options.AllowedHosts = (configuration[Setting] is { Length: > 0 } names ? names : Loopback)
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    });
}
