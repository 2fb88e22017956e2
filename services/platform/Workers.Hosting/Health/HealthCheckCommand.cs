using Microsoft.Extensions.Hosting;
using Workers.Hosting.Management;

namespace Workers.Hosting.Health;

/// <summary><c>--healthcheck</c> of every worker.</summary>
internal static class HealthCheckCommand
{
    // Kestrel's own, where nothing says another.
    private const int DefaultPort = 5000;

    /// <summary>
    /// Asks the worker that runs beside it, where <c>ManagementUrl</c> says; in development without that, where <c>ASPNETCORE_URLS</c> or
    /// <c>ASPNETCORE_HTTP_PORTS</c> say.
    /// </summary>
    /// <param name="which"><c>live</c>, the default, or <c>ready</c>.</param>
    /// <returns>The process's exit code: 0 when the answer is good, 1 when it is not, 2 for a mistake in the call or the environment.</returns>
    public static async Task<int> RunAsync(string[] which)
    {
        var path = which switch
        {
            [] or ["live"] => "/health/live",
            ["ready"] => "/health/ready",
            _ => null,
        };
        if (path is null)
            return await RefuseAsync($"'{string.Join(' ', which)}' is not understood: live (the default) or ready.");

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

    // The first of them wins in a worker, too.
    private static bool IsDevelopment() =>
        string.Equals(Variable("DOTNET_ENVIRONMENT") ?? Variable("ASPNETCORE_ENVIRONMENT"), Environments.Development, StringComparison.OrdinalIgnoreCase);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    private static async Task<int> RefuseAsync(string problem)
    {
        await Console.Error.WriteLineAsync($"{HealthProbe.Option}: {problem}");
        return 2;
    }
}
