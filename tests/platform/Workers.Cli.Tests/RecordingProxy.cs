using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Workers.Cli.Tests;

/// <summary>Passes AWS calls on to an endpoint, and remembers which ones there were.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private readonly Uri _endpoint;

    private RecordingProxy(WebApplication app, Uri endpoint) => (_app, _endpoint) = (app, endpoint);

    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>Such as <c>AmazonSQS.CreateQueue</c>, in the order of coming.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public static async Task<RecordingProxy> StartAsync(Uri endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var proxy = new RecordingProxy(builder.Build(), endpoint);
        proxy._app.Run(proxy.PassOnAsync);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        Calls.Enqueue(target);
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new StreamContent(context.Request.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var response = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        foreach (var (name, values) in response.Headers.Where(header => header.Key.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase)))
            context.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
