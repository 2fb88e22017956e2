using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>
/// A page of elsewhere can have its own name point to this machine (DNS rebinding), and would then be of the same origin as the worker: its
/// requests carry that name.
/// </summary>
public sealed class HostNameTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("127.0.0.2")]
    public async Task A_request_by_another_name_is_refused(string host) =>
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(host));

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:5101")]
    [InlineData("[::1]:5101")]
    public async Task A_request_by_a_name_of_this_machine_is_answered(string host) =>
        Assert.Equal(HttpStatusCode.OK, await AskAsync(host));

    [Fact]
    public async Task The_names_are_a_setting()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync("shop.example", "--AllowedHosts", "shop.example;localhost"));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync("127.0.0.1", "--AllowedHosts", "shop.example;localhost"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("any.example", "--AllowedHosts", "*"));
    }

    [Theory]
    [InlineData("GET /livez HTTP/1.1\r\nHost:\r\n\r\n")]
    [InlineData("GET /livez HTTP/1.0\r\n\r\n")]
    public async Task A_request_without_a_name_is_refused(string request)
    {
        await using var app = await StartAsync();

        Assert.Contains(" 400 ", await AskRawAsync(new Uri(app.Urls.First()), request), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(params string[] settings)
    {
        var app = WorkerApplication.Create(
            ["--environment", "Production", "--urls", "http://127.0.0.1:0", "--ManagementUrl", "http://127.0.0.1:0", "--LogLevel", "Fatal", "--AWS_ENDPOINT_URL", "http://127.0.0.1:1", .. settings],
            _ => { });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<HttpStatusCode> AskAsync(string host, params string[] settings)
    {
        await using var app = await StartAsync(settings);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/livez") { Headers = { Host = host } };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    // HttpClient always names a host.
    private static async Task<string> AskRawAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }
}
