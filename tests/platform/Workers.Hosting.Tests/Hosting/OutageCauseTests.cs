using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Wherever an outage is reported, its cause and the host are: also where a time-out hides them.</summary>
public sealed class OutageCauseTests : IAsyncLifetime
{
    private readonly string _host = $"127.0.0.1:{UnusedPort()}";
    private WorkerHarness _worker = null!;

    public async ValueTask InitializeAsync()
    {
        _worker = await WorkerHarness.CreateAsync();
        _worker.Replace = services =>
        {
            services.AddHttpClient("gateway").AddHttpMessageHandler(() => new Retrying());
            services.AddHttpClient("broken").ConfigurePrimaryHttpMessageHandler(() => new Broken());
        };
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Fact]
    public async Task In_the_health()
    {
        _worker.Behavior.Work = token => CallAsync("gateway", token);
        await RunAsync();

        var health = await Eventually.GetAsync(
            () => _worker.Http.GetStringOrErrorAsync("/health/ready"), text => text.Contains("is open", StringComparison.Ordinal));

        Assert.Contains($"Connection refused ({_host})", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_log()
    {
        _worker.Behavior.Work = token => CallAsync("gateway", token);
        await RunAsync();

        await Eventually.UntilAsync(() => Said("is open until").Count > 0);

        Assert.Contains($"Connection refused ({_host})", Said("is open until")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_dead_letter()
    {
        _worker.Behavior.Work = token => CallAsync("gateway", token);
        await RunAsync("--Resilience:Circuit:MinimumOutageAttempts", "10000");

        var dead = await Eventually.GetAsync(() => _worker.TakeAsync("answers-dlq"), messages => messages.Count > 0);

        Assert.Contains(
            $"Connection refused ({_host})", dead[0].MessageAttributes["ExceptionMessage"].StringValue, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_one_line_of_the_log_for_a_dead_letter_without_its_stack()
    {
        _worker.Behavior.Work = token => CallAsync("gateway", token);
        await RunAsync("--Resilience:Circuit:MinimumOutageAttempts", "10000");
        await Eventually.UntilAsync(() => Said("is dead-lettered").Count > 0);

        var line = Assert.Single(_worker.Log.Events, said => said.Level >= LogEventLevel.Error);

        Assert.Null(line.Exception);
        Assert.Contains($"Connection refused ({_host})", line.RenderMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_host_that_answered_that_it_cannot()
    {
        _worker.Behavior.Work = token => CallAsync("broken", token);
        await RunAsync();

        var health = await Eventually.GetAsync(
            () => _worker.Http.GetStringOrErrorAsync("/health/ready"), text => text.Contains("is open", StringComparison.Ordinal));

        Assert.Contains(_host, health, StringComparison.Ordinal);
        Assert.Contains("500", health, StringComparison.Ordinal);
    }

    private async Task RunAsync(params string[] settings)
    {
        await _worker.RunAsync(LogEventLevel.Information, ["--Resilience:Timeout", "00:00:01", .. settings]);
        await _worker.DeliverAsync(WorkerHarness.Event("asked"));
    }

    private async Task CallAsync(string client, CancellationToken token)
    {
        using var http = _worker.Services.GetRequiredService<IHttpClientFactory>().CreateClient(client);
        using var answer = await http.GetAsync(new Uri($"http://{_host}/charges"), token);
        answer.EnsureSuccessStatusCode();
    }

    private List<string> Said(string text) =>
    [
        .. _worker.Log.Events.Select(said => said.RenderMessage(CultureInfo.InvariantCulture))
            .Where(said => said.Contains(text, StringComparison.Ordinal)),
    ];

    private static int UnusedPort()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        return ((IPEndPoint)unused.LocalEndpoint).Port;
    }

    /// <summary>Tries again for longer than a try may take, as a client's own resilience does.</summary>
    private sealed class Retrying : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            while (true)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
                }
            }
        }
    }

    private sealed class Broken : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
    }
}
