using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Workers.Cli.Tests;

/// <summary>A service of AWS that no emulator here has: it answers operations with JSON as in the API reference.</summary>
internal sealed class AwsStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AwsStub(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>The calls: the target or path, and the input.</summary>
    public ConcurrentQueue<(string Operation, JsonNode Input)> Calls { get; } = new();

    /// <param name="answer">The answer to an operation, or to a path.</param>
    public static async Task<AwsStub> StartAsync(Func<string, JsonNode, JsonNode> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var stub = new AwsStub(builder.Build());
        stub._app.Run(async context =>
        {
            var operation = context.Request.Headers["X-Amz-Target"].FirstOrDefault() ?? context.Request.Path.Value!;
            var input = (await JsonNode.ParseAsync(context.Request.Body))!;
            Assert.StartsWith("AWS4-HMAC-SHA256 Credential=local/", context.Request.Headers.Authorization.ToString(), StringComparison.Ordinal);
            stub.Calls.Enqueue((operation, input));
            context.Response.ContentType = context.Request.ContentType;
            await context.Response.WriteAsync(answer(operation, input).ToJsonString());
        });
        await stub._app.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
