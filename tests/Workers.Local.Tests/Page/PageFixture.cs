using System.Net;
using EndToEnd.Tests;
using Workers.Local.Control;
using Workers.Local.Processes;
using Workers.Hosting.Provisioning;
using Workers.Local.Services;
using Workers.Local.Telemetry;

namespace Workers.Local.Tests.Page;

/// <summary>The page of a system whose services are not started: LocalAws is there, with the bus and every worker's queues.</summary>
public class PageFixture : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("page-").FullName;
    private LocalSystem _system = null!;
    private ControlServer _server = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Where the page is.</summary>
    public int Port { get; private set; }

    /// <summary>What would run, and where it would answer.</summary>
    internal ServiceFolders Services { get; private set; } = null!;

    internal TraceStore Traces { get; } = new();

    /// <summary>Where traces go; null when here, whatever the environment of the tests says.</summary>
    protected virtual string? TracesGoTo => null;

    internal Provisioner Aws { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var first = Port = FreePorts.InARow(20);
        var services = Services = ServiceFolders.Find(first + 1);
        _system = await LocalSystem.PrepareAsync(
            services,
            new LocalOptions(Port: 0, Control: first, _data, Postgres: null) { TracesGoTo = TracesGoTo },
            TestContext.Current.CancellationToken);
        _server = await ControlServer.StartAsync(_system, Traces, first, TestContext.Current.CancellationToken);
        Http = new HttpClient { BaseAddress = new Uri($"http://localhost:{first}") };
        Aws = new Provisioner(_system.Aws.Endpoint);
        await Aws.ProvisionAsync("store", [.. services.Workers.Select(worker => worker.Subscription!)], TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        Aws.Dispose();
        await _server.DisposeAsync();
        await _system.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Asks as a program on this machine does, unless told otherwise.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? host = null, string? origin = null, bool isOurs = false)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Host = host;

        // A refusal comes before the body is sent, and does not cut it off.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 1_000_000;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (isOurs)
            request.Headers.Add(LocalOnly.Header, "1");
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
