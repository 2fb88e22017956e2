using System.Net;

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

    private static async Task<HttpStatusCode> AskAsync(string host, params string[] names)
    {
        await using var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { AllowedHosts = names }, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = aws.Endpoint };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_localaws/health") { Headers = { Host = host } };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
