using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Hosting;

/// <summary>
/// The names by which a service may be called, of the setting <c>AllowedHosts</c>: names with semicolons between them, <c>*</c> for any; those
/// of loopback by default. A page of elsewhere can have its own name point to this machine (DNS rebinding), and would be of the service's
/// origin then, but for its name.
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
