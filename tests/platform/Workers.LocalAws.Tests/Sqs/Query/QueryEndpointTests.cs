using System.Net;

namespace Workers.LocalAws.Tests.Sqs.Query;

/// <summary>Where a request of the Query protocol may go, and who may send it.</summary>
public sealed class QueryEndpointTests : QueryTest
{
    [Fact]
    public async Task A_request_may_be_sent_to_the_path_of_its_queue()
    {
        var url = await CreateQueueAsync();

        var answer = await PostAsync("SendMessage", new Uri(url).AbsolutePath, ("MessageBody", "hello"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task The_parameters_may_be_in_the_URL()
    {
        var url = await CreateQueueAsync();

        var answer = await Http.GetAsync($"{new Uri(url).AbsolutePath}?Action=SendMessage&MessageBody=hello%20world");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("hello world", Assert.Single(await ReceiveAsync(url)).Body);
    }

    [Fact]
    public async Task The_queue_URL_takes_precedence_over_the_path()
    {
        var (one, other) = (await CreateQueueAsync("one"), await CreateQueueAsync("other"));

        await PostAsync("SendMessage", new Uri(one).AbsolutePath, ("QueueUrl", other), ("MessageBody", "hello"));

        Assert.Equal(("0", "1"), ((await CountsAsync(one)).Visible, (await CountsAsync(other)).Visible));
    }

    // Recorded answer.
    [Theory]
    [InlineData("CreateQueue")]
    [InlineData("ListQueues")]
    public async Task An_operation_on_no_queue_is_not_valid_at_the_path_of_one(string action)
    {
        var url = await CreateQueueAsync();

        var answer = await PostAsync(action, new Uri(url).AbsolutePath, ("QueueName", "other"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains($"<Message>The action {action} is not valid for this endpoint.</Message>", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_an_action_is_no_request_of_this_protocol() =>
        Assert.EndsWith("UnknownOperationException", (await Http.SendAsync(target: null, "{}")).Error().Type, StringComparison.Ordinal);

    // A browser sends the forms and links of any web page, without asking.
    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")]
    public async Task A_web_page_can_not_call(string header, string value)
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var path = $"{new Uri(url).AbsolutePath}?Action=PurgeQueue";

        Assert.Equal(HttpStatusCode.Forbidden, (await Http.SendAsync(HttpMethod.Get, path, null, (header, value))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Http.SendAsync(HttpMethod.Post, path, "", (header, value))).Status);

        Assert.Single(await ReceiveAsync(url));
    }
}
