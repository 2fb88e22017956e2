using System.Net;
using Amazon.Runtime;
using Amazon.SQS;

namespace Workers.LocalAws.Tests.Server;

/// <summary>An endpoint of AWS is one region's: it refuses requests that are signed for another one (observed: InvalidSignatureException).</summary>
public sealed class SignatureRegionTests : LocalAwsTest
{
    [Fact]
    public async Task A_client_of_another_region_is_refused_with_the_remedy()
    {
        using var sqs = Client("us-east-1");

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => sqs.ListQueuesAsync("", Cancelled));

        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        Assert.StartsWith("Credential should be scoped to a valid region, not 'us-east-1'.", error.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_REGION=eu-west-1", error.Message, StringComparison.Ordinal);
        Assert.Contains("--region us-east-1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0", HttpStatusCode.Forbidden)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/events/aws4_request, SignedHeaders=host, Signature=0", HttpStatusCode.OK)]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=a/20260101/events/aws4_request, SignedHeaders=host, Signature=0", HttpStatusCode.OK)]
    [InlineData("AWS4-HMAC-SHA256 Credential=", HttpStatusCode.OK)]
    [InlineData("Bearer token", HttpStatusCode.OK)]
    public async Task The_region_is_read_from_the_scope_of_the_signature(string authorization, HttpStatusCode expected)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Server.Endpoint) { Content = new StringContent("{}") };
        request.Headers.Add("X-Amz-Target", "AWSEvents.ListEventBuses");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await http.SendAsync(request, Cancelled);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_server_for_any_region_accepts_it()
    {
        await using var server = await LocalAwsServer.StartAsync(new LocalAwsOptions { AcceptAnyRegion = true }, Cancelled);
        using var sqs = Client("us-east-1", server);

        var url = (await sqs.CreateQueueAsync("queue", Cancelled)).QueueUrl;

        Assert.EndsWith("/queue", url, StringComparison.Ordinal);
    }

    private AmazonSQSClient Client(string region, LocalAwsServer? server = null) => new(
        new BasicAWSCredentials("x", "x"),
        new AmazonSQSConfig { ServiceURL = (server ?? Server).Endpoint.ToString(), AuthenticationRegion = region, MaxErrorRetry = 0 });
}
