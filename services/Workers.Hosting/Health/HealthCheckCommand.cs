namespace Workers.Hosting.Health;

/// <summary><c>--healthcheck</c> of every worker.</summary>
internal static class HealthCheckCommand
{
    // Kestrel's own, where nothing says another.
    private const int DefaultPort = 5000;

    /// <summary>Asks the worker that runs beside it, where <c>ASPNETCORE_URLS</c> or <c>ASPNETCORE_HTTP_PORTS</c> say.</summary>
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

        var (urls, ports) = (Environment.GetEnvironmentVariable("ASPNETCORE_URLS"), Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS"));
        try
        {
            return await HealthProbe.AskAsync(HealthProbe.Address(urls, ports, DefaultPort), path);
        }
        catch (FormatException error)
        {
            return await RefuseAsync($"ASPNETCORE_URLS '{urls}', ASPNETCORE_HTTP_PORTS '{ports}': {error.Message}");
        }
    }

    private static async Task<int> RefuseAsync(string problem)
    {
        await Console.Error.WriteLineAsync($"{HealthProbe.Option}: {problem}");
        return 2;
    }
}
