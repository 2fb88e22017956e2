using Amazon.SQS.Model;
using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Tests.Faults;

public sealed class DuplicateTests : LocalAwsTest
{
    [Fact]
    public async Task A_duplicate_is_the_same_message_received_once_more()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);

        var (first, second) = await ReceiveTwiceAsync(url);

        Assert.Equal(first.MessageId, second.MessageId);
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
        Assert.Equal(("1", "2"), (Count(first), Count(second)));
        Assert.Equal(1, Server.InjectedFaults["duplicate"]);
    }

    [Fact]
    public async Task A_message_is_duplicated_once()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        await ReceiveTwiceAsync(url);

        Assert.Empty(await ReceiveAsync(url));
        Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("3", Count(Assert.Single(await ReceiveAsync(url))));
        Assert.Empty(await ReceiveAsync(url));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_receipt_handle_deletes_the_message_for_good(bool isFirst)
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var (first, second) = await ReceiveTwiceAsync(url);

        await Sqs.DeleteMessageAsync(url, (isFirst ? first : second).ReceiptHandle, Cancelled);

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_duplicate_that_is_still_to_come_is_deleted_too()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        Server.Faults = new FaultSettings { Duplicate = 1 };
        var first = Assert.Single(await ReceiveAsync(url));

        await Sqs.DeleteMessageAsync(url, first.ReceiptHandle, Cancelled);

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task The_first_receipt_handle_is_outdated_when_the_message_is_received_a_third_time()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var (first, _) = await ReceiveTwiceAsync(url);
        Time.Advance(TimeSpan.FromSeconds(31));
        await ReceiveAsync(url);

        await Sqs.DeleteMessageAsync(url, first.ReceiptHandle, Cancelled);

        Assert.Equal(("0", "1", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task The_first_receiver_can_hide_the_message_without_taking_it_from_the_second()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        Server.Faults = new FaultSettings { Duplicate = 1 };
        var first = Assert.Single(await ReceiveAsync(url));

        await Sqs.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 100, Cancelled);
        Assert.Single(await ReceiveAsync(url));
        await Sqs.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 0, Cancelled);

        Assert.Equal(("0", "1", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_duplicate_does_not_come_in_the_same_receive_but_ahead_of_what_waits()
    {
        var url = await CreateQueueAsync();
        foreach (var body in (string[])["a", "b", "c"])
            await SendAsync(url, body);
        Server.Faults = new FaultSettings { Duplicate = 1 };

        var first = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 2 }, Cancelled);

        Assert.Equal(["a", "b"], first.Messages.Select(message => message.Body));
        Assert.Equal(["a", "b", "c"], (await ReceiveAsync(url)).Select(message => message.Body));
    }

    [Fact]
    public async Task A_duplicate_wakes_a_long_poll()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { Duplicate = 1 };
        var one = await PollAsync(url);
        var other = await PollAsync(url);

        await SendAsync(url);

        Assert.Equal(Assert.Single((await one).Messages).MessageId, Assert.Single((await other).Messages).MessageId);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public async Task The_fault_alone_never_dead_letters_a_message(int maxReceiveCount, int deliveries)
    {
        var dead = await CreateQueueAsync("dead");
        var url = await CreateQueueAsync(
            "queue", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":{{maxReceiveCount}}}"""));
        await SendAsync(url);
        Server.Faults = new FaultSettings { Duplicate = 1 };

        var received = 0;
        for (var receive = 0; receive < 5; receive++)
            received += (await ReceiveAsync(url)).Count;

        Assert.Equal(deliveries, received);
        Assert.Equal(("0", "0", "0"), await CountsAsync(dead));
    }

    private async Task<(Message First, Message Second)> ReceiveTwiceAsync(string url)
    {
        Server.Faults = new FaultSettings { Duplicate = 1 };
        return (Assert.Single(await ReceiveAsync(url)), Assert.Single(await ReceiveAsync(url)));
    }

    private static string Count(Message message) => message.Attributes["ApproximateReceiveCount"];
}
