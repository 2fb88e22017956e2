using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Tracing;

/// <summary>Takes telemetry over OTLP, and throws it away.</summary>
internal sealed class Collector(WebApplication app) : IAsyncDisposable
{
    private long _bytes;

    public Uri Address => new(app.Urls.First());

    /// <summary>What came, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public static async Task<Collector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        await collector.RunAsync(cancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task RunAsync(CancellationToken cancellationToken)
    {
        app.Run(async context =>
        {
            while (await context.Request.BodyReader.ReadAsync(context.RequestAborted) is { Buffer.Length: > 0 } read)
            {
                Interlocked.Add(ref _bytes, read.Buffer.Length);
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            }
        });
        return app.StartAsync(cancellationToken);
    }
}
