using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Server;

/// <summary>A queue URL has the account of its owner (SQS Developer Guide, "Queue and message identifiers").</summary>
public sealed class QueueAccountTests : LocalAwsTest
{
    private const string Other = "/111111111111/";

    [Fact]
    public async Task A_queue_of_another_account_does_not_exist()
    {
        var url = (await CreateQueueAsync()).Replace($"/{Server.AccountId}/", Other, StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => SendAsync(url));

        Assert.StartsWith("The specified queue does not exist.", error.Message, StringComparison.Ordinal);
        Assert.Contains("--any-account", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_does_one_whose_owner_is_another_account()
    {
        await CreateQueueAsync();

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Sqs.GetQueueUrlAsync(
            new GetQueueUrlRequest("queue") { QueueOwnerAWSAccountId = "111111111111" }, Cancelled));
    }

    [Theory, InlineData("eu-west-1", true), InlineData("us-east-1", false)]
    public async Task A_queue_URL_of_AWS_is_valid_in_its_own_region(string region, bool isValid)
    {
        await CreateQueueAsync();

        var answer = await Http.SendAsync(
            "AmazonSQS.SendMessage", $$"""{"QueueUrl":"https://sqs.{{region}}.amazonaws.com/000000000000/queue","MessageBody":"hello"}""");

        Assert.Equal(isValid, answer.Status == System.Net.HttpStatusCode.OK);
        if (!isValid)
            Assert.Equal("InvalidAddress", answer.ErrorCode());
    }

    [Fact]
    public async Task A_server_for_any_account_accepts_it()
    {
        await using var server = await LocalAwsServer.StartAsync(new LocalAwsOptions { AcceptAnyAccount = true }, Cancelled);
        using var http = new JsonClient(server.Endpoint);
        await http.SendAsync("AmazonSQS.CreateQueue", """{"QueueName":"queue"}""");

        var answer = await http.SendAsync("AmazonSQS.SendMessage", $$"""{"QueueUrl":"{{server.Endpoint}}111111111111/queue","MessageBody":"hello"}""");

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
    }
}
