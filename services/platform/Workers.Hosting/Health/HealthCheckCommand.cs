using Microsoft.Extensions.Hosting;
using Workers.Hosting.Management;

namespace Workers.Hosting.Health;

/// <summary><c>--healthcheck</c> of every worker.</summary>
internal static class HealthCheckCommand
{
    // Kestrel's default.
    private const int DefaultPort = 5000;

    /// <summary>
    /// Calls the worker on the same machine at <c>ManagementUrl</c>; in development without that setting, at <c>ASPNETCORE_URLS</c> or
    /// <c>ASPNETCORE_HTTP_PORTS</c>.
    /// </summary>
    /// <param name="which"><c>live</c>, the default, or <c>ready</c>.</param>
    /// <returns>The exit code: 0 if the worker is healthy, 1 if it is not, 2 for a wrong argument or environment.</returns>
    public static async Task<int> RunAsync(string[] which)
    {
        var path = which switch
        {
            [] or ["live"] => "/health/live",
            ["ready"] => "/health/ready",
            _ => null,
        };
        if (path is null)
            return await RefuseAsync($"'{string.Join(' ', which)}' is not a health check: use live (the default) or ready.");

        try
        {
            return await HealthProbe.AskAsync(Address(), path);
        }
        catch (Exception error) when (error is FormatException or SettingsException)
        {
            return await RefuseAsync(error.Message);
        }
    }

    private static Uri Address()
    {
        if (ManagementUrl.Read(Variable(ManagementUrl.Setting), IsDevelopment()) is { } management)
            return HealthProbe.At(management.Host, management.Port);
        var (urls, ports) = (Variable("ASPNETCORE_URLS"), Variable("ASPNETCORE_HTTP_PORTS"));
        try
        {
            return HealthProbe.Address(urls, ports, DefaultPort);
        }
        catch (FormatException error)
        {
            throw new FormatException($"ASPNETCORE_URLS '{urls}', ASPNETCORE_HTTP_PORTS '{ports}': {error.Message}", error);
        }
    }

    // The first of them has precedence in a worker, too.
    private static bool IsDevelopment() =>
        string.Equals(Variable("DOTNET_ENVIRONMENT") ?? Variable("ASPNETCORE_ENVIRONMENT"), Environments.Development, StringComparison.OrdinalIgnoreCase);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    private static async Task<int> RefuseAsync(string problem)
    {
        await Console.Error.WriteLineAsync($"{HealthProbe.Option}: {problem}");
        return 2;
    }
}
