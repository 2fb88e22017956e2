using Workers.Local.Services;

namespace Workers.Local.Processes;

/// <summary>A running system, started by this process or by another one.</summary>
/// <param name="Services">What runs.</param>
/// <param name="Aws">Where SQS and EventBridge answer.</param>
/// <param name="Data">Databases, mails and logs; null when another process knows.</param>
/// <param name="IsOwn">Nobody else is at work on it, now or before: all that is found there has to be accounted for.</param>
internal sealed record Installation(ServiceFolders Services, Uri Aws, string? Data, bool IsOwn)
{
    /// <summary>The bus.</summary>
    public string Bus => "store";

    /// <summary>Finds one that runs already on these ports.</summary>
    public static async Task<Installation?> FindAsync(ServiceFolders services, int port, CancellationToken cancellationToken)
    {
        var aws = new Uri($"http://127.0.0.1:{port}");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        try
        {
            var health = await http.GetStringAsync(new Uri(aws, "/_localaws/health"), cancellationToken);
            if (!health.Contains("LocalAws", StringComparison.Ordinal))
                return null;
            await http.GetStringAsync(new Uri(services.Storefront.Url, "/health/live"), cancellationToken);
            return new Installation(services, aws, Data: null, IsOwn: false);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>How to run it.</summary>
/// <param name="Port">LocalAws's port.</param>
/// <param name="Control">The port of the page, which also takes stop, start and telemetry; null when there is none.</param>
/// <param name="Data">A folder that is kept; null takes one that is emptied at each start.</param>
/// <param name="Postgres">A server on which each service gets a database of its own; null for SQLite files.</param>
internal sealed record LocalOptions(int Port, int? Control, string? Data, string? Postgres)
{
    /// <summary>Where traces go instead of to the page: what the user has set in this program's environment; null when nothing.</summary>
    public string? TracesGoTo { get; init; } = TelemetryTarget.Own;
}
