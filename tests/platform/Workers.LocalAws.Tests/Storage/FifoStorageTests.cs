using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Storage;

public sealed class FifoStorageTests : StorageTest
{
    private const string Queue = "orders.fifo";

    [Fact]
    public async Task The_messages_of_a_group_keep_their_order()
    {
        await CreateAsync();
        foreach (var body in new[] { "a1", "b1", "a2", "b2", "a3" })
            await SendInGroupAsync(body, group: body[..1]);

        await RestartAsync();
        await SendInGroupAsync("a4", "a");

        Assert.Equal("a1 a2 a3 a4 b1 b2", await BodiesAsync(Queue));
    }

    [Fact]
    public async Task A_message_in_flight_still_blocks_its_group()
    {
        await CreateAsync();
        await SendInGroupAsync("a1", "a");
        await SendInGroupAsync("a2", "a");
        await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(await UrlAsync(Queue)) { MaxNumberOfMessages = 1 }, Cancelled);
        await SendInGroupAsync("b1", "b");

        await RestartAsync();

        Assert.Equal("b1", await BodiesAsync(Queue));
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("a1 a2 b1", await BodiesAsync(Queue));
    }

    [Fact]
    public async Task Sequence_numbers_go_on_also_when_the_messages_are_deleted()
    {
        await CreateAsync();
        var before = await SendInGroupAsync("a1", "a");
        await Sqs.DeleteMessageAsync(await UrlAsync(Queue), (await ReceiveOneAsync(Queue)).ReceiptHandle, Cancelled);

        await RestartAsync();

        var after = await SendInGroupAsync("a2", "a");
        Assert.True(string.CompareOrdinal(before.SequenceNumber, after.SequenceNumber) < 0);
    }

    [Fact]
    public async Task A_repeated_message_is_recognised_for_five_minutes()
    {
        await CreateAsync();
        var sent = await SendInGroupAsync("a1", "a");
        Time.Advance(TimeSpan.FromMinutes(4));

        await RestartAsync();

        var repeated = await SendInGroupAsync("a1", "a");
        Assert.Equal((sent.MessageId, sent.SequenceNumber), (repeated.MessageId, repeated.SequenceNumber));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(sent.MessageId, (await SendInGroupAsync("a1", "a")).MessageId);
    }

    [Fact]
    public async Task Deduplication_ids_of_a_group_do_not_count_in_another_one()
    {
        await CreateAsync(("DeduplicationScope", "messageGroup"));
        await SendInGroupAsync("1", "a");

        await RestartAsync();
        await SendInGroupAsync("1", "a");
        await SendInGroupAsync("1", "b");

        Assert.Equal("1 1", await BodiesAsync(Queue));
    }

    private Task<string> CreateAsync(params (string Name, string Value)[] attributes) =>
        CreateQueueAsync(Queue, [("FifoQueue", "true"), ("ContentBasedDeduplication", "true"), .. attributes]);

    private async Task<SendMessageResponse> SendInGroupAsync(string body, string group) =>
        await Sqs.SendMessageAsync(new SendMessageRequest(await UrlAsync(Queue), body) { MessageGroupId = group }, Cancelled);
}
