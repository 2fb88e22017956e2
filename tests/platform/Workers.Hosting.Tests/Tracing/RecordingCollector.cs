using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Tests.Tracing;

/// <summary>Receives telemetry over OTLP by HTTP and keeps each request. As text, strings in protobuf are readable as they are.</summary>
internal sealed class RecordingCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();
    private readonly ConcurrentQueue<IHeaderDictionary> _headers = new();
    private readonly WebApplication _app;

    private RecordingCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _headers.Enqueue(new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
            _requests.Enqueue((request.Path, body.ToArray()));
        });
    }

    public string Endpoint => _app.Urls.Single();

    public static async Task<RecordingCollector> StartAsync()
    {
        var collector = new RecordingCollector();
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>The requests to a path, as text.</summary>
    public IReadOnlyList<string> Requests(string path) => [.. Bodies(path).Select(Encoding.UTF8.GetString)];

    /// <summary>The requests to a path.</summary>
    public IEnumerable<byte[]> Bodies(string path) => _requests.Where(one => one.Path == path).Select(one => one.Body);

    /// <summary>The values of a header.</summary>
    public IEnumerable<string> Headers(string name) => _headers.SelectMany(headers => headers[name].OfType<string>());

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
