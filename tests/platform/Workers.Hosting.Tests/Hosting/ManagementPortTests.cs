using System.Net;
using System.Net.Sockets;
using System.Text;
using Crashing.Worker;
using Microsoft.AspNetCore.Builder;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>The operators' endpoints and the service's own each have a port, and are not to be had on the other's.</summary>
public sealed class ManagementPortTests : IAsyncLifetime
{
    private WorkerHarness _worker = null!;

    private int Public => new Uri(_worker.Addresses[0]).Port;

    private int Management => new Uri(_worker.Addresses[1]).Port;

    public async ValueTask InitializeAsync()
    {
        _worker = await WorkerHarness.CreateAsync();
        _worker.AddConsumers = worker =>
        {
            worker.AddConsumer<GiveAnswer>();
            worker.Map(routes => routes.MapGet("/orders/{id}", (string id) => id));
        };
        await _worker.RunAsync(settings: ["--ManagementUrl", "http://127.0.0.1:0"]);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Theory]
    [InlineData("GET /effects")]
    [InlineData("GET /reactions")]
    [InlineData("GET /outbox")]
    [InlineData("GET /health/live")]
    [InlineData("GET /about")]
    [InlineData("GET /log-level")]
    [InlineData("PUT /log-level?level=Fatal")]
    public async Task An_operators_endpoint_is_on_the_management_port_alone(string request)
    {
        Assert.Equal("200", await AskAsync(Management, request));
        Assert.Equal("404", await AskAsync(Public, request));
    }

    [Fact]
    public async Task Readiness_is_on_the_management_port_alone()
    {
        await Eventually.UntilAsync(async () => await AskAsync(Management, "GET /health/ready") == "200");

        Assert.Equal("404", await AskAsync(Public, "GET /health/ready"));
    }

    [Theory]
    [InlineData("GET /EFFECTS")]
    [InlineData("GET /Effects/")]
    [InlineData("GET //effects")]
    [InlineData("GET /%65ffects")]
    [InlineData("GET /effects?x=/orders/1")]
    [InlineData("GET /effects;/orders/1")]
    [InlineData("GET /orders/1%2feffects/..;/effects")]
    [InlineData("HEAD /outbox")]
    [InlineData("POST /outbox")]
    [InlineData("OPTIONS /outbox")]
    [InlineData("DELETE /log-level")]
    public async Task No_spelling_reaches_one_on_the_public_port(string request) =>
        Assert.Equal("404", await AskAsync(Public, request));

    [Theory]
    [InlineData("GET /orders/../effects")]
    [InlineData("GET /orders/%2e%2e/effects")]
    [InlineData("GET /orders/.%2E/reactions")]
    [InlineData("GET /orders/1%2f..%2f..%2feffects/..;/effects")]
    [InlineData("GET /orders/..%5ceffects")]
    [InlineData("GET /orders/x/../../health/ready")]
    [InlineData("GET http://127.0.0.1/orders/../outbox")]
    public async Task A_way_around_a_rule_about_paths_is_refused(string request) =>
        Assert.Equal("400", await AskAsync(Public, request));

    [Fact]
    public async Task The_port_of_the_connection_decides_and_not_the_one_that_a_caller_names()
    {
        Assert.Equal("404", await AskAsync(Public, "GET /effects", $"127.0.0.1:{Management}"));
        Assert.Equal("404", await AskAsync(Public, $"GET http://127.0.0.1:{Management}/effects", $"127.0.0.1:{Management}"));
        Assert.Equal("404", await AskAsync(Public, "GET /effects", $"127.0.0.1:{Management}", $"X-Forwarded-Port: {Management}"));
        Assert.Equal("200", await AskAsync(Management, "GET /effects", $"127.0.0.1:{Public}"));
    }

    [Fact]
    public async Task The_services_own_endpoints_are_on_the_public_port_alone()
    {
        Assert.Equal("7", await _worker.Http.GetStringAsync("/orders/7", TestContext.Current.CancellationToken));
        Assert.Equal("405", await AskAsync(Public, "DELETE /orders/7"));
        Assert.Equal("404", await AskAsync(Management, "GET /orders/7"));
    }

    [Fact]
    public async Task A_load_balancer_learns_on_the_public_port_that_the_process_answers_and_nothing_else() =>
        Assert.Equal("Healthy", await _worker.Http.GetStringAsync("/livez", TestContext.Current.CancellationToken));

    [Fact]
    public async Task The_names_of_hosts_hold_on_both()
    {
        Assert.Equal("400", await AskAsync(Public, "GET /orders/7", "evil.example"));
        Assert.Equal("400", await AskAsync(Management, "GET /effects", "evil.example"));
    }

    /// <summary>Over a socket: a client would change the request before it sends it.</summary>
    private async Task<string> AskAsync(int port, string request, string host = "127.0.0.1", string? header = null)
    {
        var token = TestContext.Current.CancellationToken;
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, token);
        await using var stream = socket.GetStream();
        var more = header is null ? "" : header + "\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"{request} HTTP/1.1\r\nHost: {host}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n"), token);
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync(token))!.Split(' ')[1];
    }
}
