using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Tracing;

/// <summary>The process that takes telemetry over OTLP and throws it away.</summary>
internal static class Collector
{
    /// <summary>Where it tells how many bytes have come.</summary>
    public const string BytesPath = "/bytes";

    private const string Name = "collector";

    public static IReadOnlyList<string> Arguments => [Name];

    public static bool IsAskedFor(string[] args) => args is [Name];

    /// <summary>Says where it listens, and runs until its input ends: no longer than who started it.</summary>
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Counter>();
        await using var app = builder.Build();
        app.Run(app.Services.GetRequiredService<Counter>().HandleAsync);
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private sealed class Counter
    {
        private long _bytes;

        public async Task HandleAsync(HttpContext context)
        {
            if (context.Request.Path == BytesPath)
            {
                await context.Response.WriteAsync($"{Interlocked.Read(ref _bytes)}", context.RequestAborted);
                return;
            }

            // To its end: of a connection with something left unread, Kestrel makes no further use.
            bool isRead;
            do
            {
                var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
                Interlocked.Add(ref _bytes, read.Buffer.Length);
                isRead = read.IsCompleted;
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            }
            while (!isRead);
        }
    }
}
