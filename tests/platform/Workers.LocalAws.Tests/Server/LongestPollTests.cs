namespace Workers.LocalAws.Tests.Server;

/// <summary>Waiting is not slowness. In a class of its own, since it takes as long as the longest poll.</summary>
public sealed class LongestPollTests
{
    [Fact]
    public async Task The_longest_poll_is_answered_over_its_one_connection()
    {
        await using var server = await LocalAwsServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var http = new JsonClient(server.Endpoint);
        await http.SendAsync("AmazonSQS.CreateQueue", """{"QueueName":"queue"}""");

        var answer = await http.SendAsync(
            "AmazonSQS.ReceiveMessage", $$"""{"QueueUrl":"{{server.Endpoint}}000000000000/queue","WaitTimeSeconds":20}""");

        Assert.Equal("{}", answer.Body);
        Assert.Equal(1, server.RequestCounts["sqs:ReceiveMessage"]);
    }
}
