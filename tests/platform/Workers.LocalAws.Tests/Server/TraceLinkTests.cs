using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Server;

public sealed class TraceLinkTests : LocalAwsTest
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    protected override LocalAwsOptions Options => new() { TraceUrl = "http://127.0.0.1:18888/traces/detail/{traceId}" };

    [Fact]
    public async Task The_attribute_of_a_dead_letter_names_its_trace() => Assert.Equal(
        $"{TraceId} http://127.0.0.1:18888/traces/detail/{TraceId}",
        await LinkAsync("{}", attribute: TraceId, header: "Root=1-5759e988-bd862e3fe1be46a994272793"));

    [Fact]
    public async Task Without_it_the_trace_header_does() => Assert.Equal(
        $"{TraceId} http://127.0.0.1:18888/traces/detail/{TraceId}",
        await LinkAsync("{}", header: "Parent=53995c3f42cd8ad8;Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1"));

    [Fact]
    public async Task Without_either_the_metadata_of_the_event_does() => Assert.Equal(
        $"{TraceId} http://127.0.0.1:18888/traces/detail/{TraceId}",
        await LinkAsync($$$"""{"detail":{"metadata":{"traceparent":"00-{{{TraceId}}}-00f067aa0ba902b7-01"}} }"""));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("../../x")]
    [InlineData("00000000000000000000000000000000")]
    public async Task What_is_no_trace_id_is_not_linked(string attribute) => Assert.Equal(" ", await LinkAsync("[]", attribute));

    [Fact]
    public async Task Without_a_URL_there_is_the_id_only()
    {
        await using var server = await LocalAwsServer.StartAsync(cancellationToken: Cancelled);
        using var http = new JsonClient(server.Endpoint);
        await http.SendAsync("AmazonSQS.CreateQueue", """{"QueueName":"queue"}""");
        await http.SendAsync("AmazonSQS.SendMessage", $$$"""
            {"QueueUrl":"{{{server.Endpoint}}}000000000000/queue","MessageBody":"x",
             "MessageAttributes":{"TraceId":{"DataType":"String","StringValue":"{{{TraceId}}}"}} }
            """);

        var message = JsonNode.Parse((await http.GetAsync("/_localaws/queues/queue/messages")).Body)!["messages"]![0]!;

        Assert.Equal((TraceId, null), (message["traceId"]!.GetValue<string>(), message["traceUrl"]));
    }

    [Theory]
    [InlineData("http://127.0.0.1:18888/traces/detail/")]
    [InlineData("javascript:alert('{traceId}')")]
    [InlineData("/traces/{traceId}")]
    [InlineData("")]
    public async Task A_URL_that_cannot_lead_to_a_trace_is_refused(string url)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => LocalAwsServer.StartAsync(new LocalAwsOptions { TraceUrl = url }, Cancelled));

        Assert.StartsWith("TraceUrl must be an http or https URL with {traceId} in it", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync(string body, string? attribute = null, string? header = null)
    {
        var request = new SendMessageRequest(await CreateQueueAsync(), body) { MessageAttributes = [], MessageSystemAttributes = [] };
        if (attribute is not null)
            request.MessageAttributes["TraceId"] = new() { DataType = "String", StringValue = attribute };
        if (header is not null)
            request.MessageSystemAttributes["AWSTraceHeader"] = new() { DataType = "String", StringValue = header };
        await Sqs.SendMessageAsync(request, Cancelled);
        var message = JsonNode.Parse((await Http.GetAsync("/_localaws/queues/queue/messages")).Body)!["messages"]![0]!;
        return $"{message["traceId"]} {message["traceUrl"]}";
    }
}
