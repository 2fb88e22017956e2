using System.Security.Cryptography;
using System.Text;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs.Fifo;

/// <summary>Recorded answers, unless it says otherwise.</summary>
public sealed class FifoSendTests : FifoTest
{
    private const string NoDeduplicationId =
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";

    [Fact]
    public async Task A_message_has_a_group_a_deduplication_id_and_a_sequence_number()
    {
        var url = await CreateFifoAsync();

        var first = await SendAsync(url, "1", "group-1", "dedup-1");
        var second = await SendAsync(url, "2", "group-1", "dedup-2");

        var message = (await ReceiveAsync(url))[0];
        Assert.Equal(
            ("group-1", "dedup-1", first.SequenceNumber),
            (message.Attributes["MessageGroupId"], message.Attributes["MessageDeduplicationId"], message.Attributes["SequenceNumber"]));
        Assert.Equal(20, first.SequenceNumber.Length);
        Assert.True(string.CompareOrdinal(first.SequenceNumber, second.SequenceNumber) < 0);
    }

    // Source: the SQS developer guide, "Using the message deduplication ID": the SHA-256 of the body.
    [Fact]
    public async Task The_digest_of_the_body_is_the_deduplication_id_if_the_queue_says_so()
    {
        var url = await CreateByContentAsync();

        await SendAsync(url, "hello", "group");

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("hello"))),
            Assert.Single(await ReceiveAsync(url)).Attributes["MessageDeduplicationId"]);
    }

    [Fact]
    public async Task A_group_and_a_deduplication_id_are_needed()
    {
        var url = await CreateFifoAsync();

        Assert.Equal(("InvalidParameterValue", NoDeduplicationId), await ErrorAsync(() => SendAsync(url, "x", "group")));
        Assert.Equal(
            ("MissingParameter", "The request must contain the parameter MessageGroupId."),
            await ErrorAsync(() => SendAsync(url, "x", group: null, "dedup")));
    }

    public static TheoryData<string> InvalidIds => ["", "group 123", new string('a', 129)];

    [Theory]
    [MemberData(nameof(InvalidIds))]
    public async Task An_invalid_deduplication_id_is_refused(string id)
    {
        var url = await CreateFifoAsync();

        Assert.Equal(
            ("InvalidParameterValue",
                $"Value {id} for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric "
                + "and punctuation characters. 1 to 128 in length."),
            await ErrorAsync(() => SendAsync(url, "x", "group", id)));
    }

    [Fact]
    public async Task A_standard_queue_has_no_deduplication_id()
    {
        var url = await CreateQueueAsync();

        Assert.Equal(
            ("InvalidParameterValue",
                "Value dedup for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this "
                + "queue type."),
            await ErrorAsync(() => SendAsync(url, "x", group: null, "dedup")));
    }

    [Fact]
    public async Task Only_the_queue_delays_a_message()
    {
        var url = await CreateByContentAsync("orders.fifo", ("DelaySeconds", "2"));
        var request = new SendMessageRequest(url, "late") { MessageGroupId = "group", DelaySeconds = 2 };

        Assert.Equal(
            ("InvalidParameterValue",
                "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type."),
            await ErrorAsync(() => Sqs.SendMessageAsync(request, Cancelled)));

        request.DelaySeconds = 0;
        await Sqs.SendMessageAsync(request, Cancelled);
        Assert.Empty(await ReceiveAsync(url));
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(await ReceiveAsync(url));
    }

    // Source: the API reference of SetQueueAttributes and the developer guide, "Amazon SQS delay queues".
    [Fact]
    public async Task A_changed_delay_of_the_queue_applies_to_the_messages_in_it()
    {
        var url = await CreateByContentAsync("orders.fifo", ("DelaySeconds", "60"));
        await SendAllAsync(url, "g-1", "g-2");
        var poll = await PollAsync(url);

        await Sqs.SetQueueAttributesAsync(url, new() { ["DelaySeconds"] = "5" }, Cancelled);
        Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["g-1", "g-2"], (await poll).Messages.Select(message => message.Body));
    }

    [Fact]
    public async Task A_batch_returns_the_sequence_number_of_each_entry()
    {
        var url = await CreateByContentAsync();

        var answer = await Sqs.SendMessageBatchAsync(
            url, [new("a", "1") { MessageGroupId = "group" }, new("b", "2") { MessageGroupId = "group" }], Cancelled);

        Assert.True(string.CompareOrdinal(answer.Successful[0].SequenceNumber, answer.Successful[1].SequenceNumber) < 0);
        Assert.Equal("1 2", await BodiesAsync(url));
    }

    [Theory]
    [InlineData(null, "dedup", "The request must contain the parameter MessageGroupId.")]
    [InlineData("group", null, NoDeduplicationId)]
    public async Task An_entry_without_an_id_fails_the_whole_batch(string? group, string? deduplicationId, string message)
    {
        var url = await CreateFifoAsync();
        List<SendMessageBatchRequestEntry> entries =
        [
            new("good", "1") { MessageGroupId = "group", MessageDeduplicationId = "1" },
            new("bad", "2") { MessageGroupId = group, MessageDeduplicationId = deduplicationId },
        ];

        Assert.Equal(("InvalidParameterValue", message), await ErrorAsync(() => Sqs.SendMessageBatchAsync(url, entries, Cancelled)));

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }
}
