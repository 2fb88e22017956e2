using System.Text.Json;
using Workers.Hosting;

namespace Store.AppHost;

/// <summary>The settings of the Aspire dashboard, for plain HTTP on this machine.</summary>
internal static class Dashboard
{
    /// <summary>Variables that turn off usage telemetry and update checks, unless the user has set them.</summary>
    private static readonly string[] OptOuts = ["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "ASPIRE_VERSION_CHECK_DISABLED", "DOTNET_CLI_TELEMETRY_OPTOUT"];

    /// <summary>Arguments for the builder, which override environment variables.</summary>
    /// <param name="port">The dashboard's port; null without a dashboard.</param>
    public static IEnumerable<string> Settings(int? port)
    {
        foreach (var name in OptOuts.Where(name => Environment.GetEnvironmentVariable(name) is null))
            Environment.SetEnvironmentVariable(name, "true");
        yield return "--ASPIRE_ALLOW_UNSECURED_TRANSPORT=true";
        if (port is null)
            yield break;
        yield return $"--ASPNETCORE_URLS={Url(port.Value)}";
        yield return $"--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=http://127.0.0.1:{port + 1}";
    }

    /// <summary>Writes URL and API key to a file, for commands of the same user.</summary>
    public static void Announce(string file, int port, string? apiKey)
    {
        using var announced = PrivateFiles.Open(file, FileMode.Create, FileAccess.Write);
        JsonSerializer.Serialize(announced, new { url = Url(port), apiKey });
    }

    /// <summary>The dashboard's URL.</summary>
    public static Uri Url(int port) => new($"http://127.0.0.1:{port}");
}
