
namespace Store.AppHost;

/// <summary>A running system, started by this process or by another one.</summary>
/// <param name="Services">The running services.</param>
/// <param name="Aws">Endpoint of SQS and EventBridge.</param>
/// <param name="Data">Folder of databases, mails and logs; null if another process started the system.</param>
/// <param name="IsOwn">Whether only this run has used the system, so that every event and effect must belong to it.</param>
internal sealed record Installation(ServiceFolders Services, Uri Aws, string? Data, bool IsOwn)
{
    /// <summary>The bus.</summary>
    public string Bus => "store";

    /// <summary>Finds a system that is already running on these ports.</summary>
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
