using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workers.LocalAws.Tests.Server;

/// <summary>A page of elsewhere whose name points to this machine (DNS rebinding) carries that name.</summary>
public sealed class HostNameTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:4566")]
    [InlineData("localhost.evil.example")]
    [InlineData("localstack")]
    public async Task A_request_by_another_name_is_refused(string host) => Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(host));

    [Theory]
    [InlineData("localhost:4566")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:4566")]
    [InlineData("sqs.eu-west-1.localhost.localstack.cloud:4566")]
    [InlineData("aws.localhost")]
    public async Task A_request_by_a_name_of_this_machine_is_answered(string host) => Assert.Equal(HttpStatusCode.OK, await AskAsync(host));

    [Fact]
    public async Task Further_names_can_be_allowed() => Assert.Equal(HttpStatusCode.OK, await AskAsync("localstack:4566", "localstack"));

    [Theory]
    [InlineData("GET /_localaws/health HTTP/1.1\r\nHost:\r\n\r\n")]
    [InlineData("GET /_localaws/health HTTP/1.0\r\n\r\n")]
    public async Task A_request_without_a_name_is_refused(string request)
    {
        await using var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions(), TestContext.Current.CancellationToken);

        Assert.Contains(" 400 ", await AskRawAsync(aws.Endpoint, request), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(string host, params string[] names)
    {
        await using var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { AllowedHosts = names }, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = aws.Endpoint };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_localaws/health") { Headers = { Host = host } };
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
