
namespace Store.AppHost;

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
