using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Local.Page;
using Workers.Local.Processes;
using Workers.Local.Telemetry;
using Workers.LocalAws.Hosting;

namespace Workers.Local.Control;

/// <summary>
/// One port for all who watch and steer the system that runs: people, by the page; other commands; and the services themselves, which
/// tell here what they do. For this machine only.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PageApi _api;

    private ControlServer(WebApplication app, PageApi api) => (_app, _api) = (app, api);

    /// <summary>Listens when the task completes: in time for what the services tell of their start, if they are started after it.</summary>
    /// <exception cref="LocalException">The port is in use.</exception>
    public static async Task<ControlServer> StartAsync(
        LocalSystem system, TraceStore traces, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = OtlpBody.MaximumBytes;
                kestrel.Limits.DropSlowClients();
            })
            .UseUrls($"http://localhost:{port}");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        var api = new PageApi(system, traces);
        app.UseLocalOnly();
        WorkerRoutes.Map(app, system);
        OtlpRoutes.Map(app, traces);
        PageFiles.Map(app);
        api.Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return new ControlServer(app, api);
        }
        catch (IOException error)
        {
            await app.DisposeAsync();
            api.Dispose();
            throw new LocalException($"Port {port} cannot be listened on: {error.Message} Choose another with --control.", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _api.Dispose();
    }

    /// <summary>Signals are for the program around this.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
