using System.Net;
using Amazon.Runtime;

namespace Workers.EventBridge.Aws;

/// <summary>
/// The SDK's own HTTP set-up, without spans: each delivery and each event has its own span. Spans of the HTTP calls, which carry up to a
/// dozen of them, would add cost and no information.
/// </summary>
internal sealed class UntracedHttpClients : HttpClientFactory
{
    public static readonly UntracedHttpClients Instance = new();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = clientConfig.AllowAutoRedirect,
            AutomaticDecompression = DecompressionMethods.None,
        };
        if (clientConfig.MaxConnectionsPerServer is { } most)
            handler.MaxConnectionsPerServer = most;
        if (clientConfig.ConnectTimeout is { } patience)
            handler.ConnectTimeout = patience;
        if (clientConfig.GetWebProxy() is { } proxy)
        {
            proxy.Credentials ??= clientConfig.ProxyCredentials;
            handler.Proxy = proxy;
        }

        var http = new HttpClient(handler);
        if (clientConfig.Timeout is { } timeout)
            http.Timeout = timeout;
        return http;
    }
}
