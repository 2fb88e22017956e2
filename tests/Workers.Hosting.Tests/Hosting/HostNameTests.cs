using System.Net;

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

    private static async Task<HttpStatusCode> AskAsync(string host, params string[] settings)
    {
        await using var app = WorkerApplication.Create(
            ["--environment", "Production", "--urls", "http://127.0.0.1:0", "--ManagementUrl", "http://127.0.0.1:0", "--LogLevel", "Fatal", "--AWS_ENDPOINT_URL", "http://127.0.0.1:1", .. settings],
            _ => { });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/livez") { Headers = { Host = host } };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
