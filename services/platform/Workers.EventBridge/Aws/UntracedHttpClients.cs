using System.Net;
using Amazon.Runtime;

namespace Workers.EventBridge.Aws;

/// <summary>
/// HTTP as the SDK sets it up itself, but for spans: each delivery and each event has its own, and those of the calls that carry a dozen
/// of them would cost as much and tell nothing more.
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
