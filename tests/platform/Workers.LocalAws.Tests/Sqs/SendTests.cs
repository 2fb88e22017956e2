using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>The SDK checks the MD5 sums of every message that it sends and receives.</summary>
public sealed class SendTests : LocalAwsTest
{
    [Theory]
    [InlineData("hello")]
    [InlineData("{\"quoted\": \"\\u00e4 \\\\ /\"}\r\n\t")]
    [InlineData("häß 漢字 🎉 <&>")]
    public async Task A_body_arrives_as_it_was_sent(string body)
    {
        var url = await CreateQueueAsync();
        var sent = await SendAsync(url, body);

        var received = Assert.Single(await ReceiveAsync(url));

        Assert.Equal(body, received.Body);
        Assert.Equal(sent.MessageId, received.MessageId);
    }

    [Theory]
    [InlineData("a\u0001")]
    [InlineData("\uFFFE")]
    [InlineData("\uFFFF")]
    public async Task A_character_that_SQS_does_not_take_is_refused(string body) =>
        await Assert.ThrowsAsync<InvalidMessageContentsException>(async () => await SendAsync(await CreateQueueAsync(), body));

    [Fact]
    public async Task The_size_of_a_message_is_counted_in_bytes_with_its_attributes()
    {
        var url = await CreateQueueAsync("queue", ("MaximumMessageSize", "1024"));
        var request = new SendMessageRequest
        {
            QueueUrl = url,
            MessageBody = new string('ä', 500),
            MessageAttributes = new() { ["name"] = new() { DataType = "String", StringValue = new string('x', 14) } },
        };
        await Sqs.SendMessageAsync(request, Cancelled);

        request.MessageAttributes["name"].StringValue += "x";

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(request, Cancelled));
        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Contains("1024", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_entry_of_a_batch_succeeds_or_fails_on_its_own()
    {
        var url = await CreateQueueAsync();

        var answer = await Sqs.SendMessageBatchAsync(
            url, [new("good", "a"), new("bad", "\u0001"), new("late", "b") { DelaySeconds = 901 }, new("fine", "c")], Cancelled);

        Assert.Equal(["good", "fine"], answer.Successful.Select(entry => entry.Id));
        Assert.Equal(
            [("bad", "InvalidMessageContents"), ("late", "InvalidParameterValue")], answer.Failed.Select(entry => (entry.Id, entry.Code)));
        Assert.Equal(("2", "0", "0"), await CountsAsync(url));
    }

    // Recorded answer.
    [Fact]
    public async Task An_entry_that_is_too_long_fails_in_the_words_of_AWS()
    {
        var url = await CreateQueueAsync("queue", ("MaximumMessageSize", "1024"));

        var answer = await Sqs.SendMessageBatchAsync(url, [new("long", new string('x', 1025)), new("fine", "x")], Cancelled);

        var failed = Assert.Single(answer.Failed);
        Assert.Equal(
            ("long", "InvalidParameterValue", "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."),
            (failed.Id, failed.Code, failed.Message));
        Assert.Equal("fine", Assert.Single(answer.Successful).Id);
    }

    [Fact]
    public async Task A_batch_breaks_no_rule_of_AWS()
    {
        var url = await CreateQueueAsync();

        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => Sqs.SendMessageBatchAsync(url, [], Cancelled));
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() =>
            Sqs.SendMessageBatchAsync(
                url, [.. Enumerable.Range(0, 11).Select(id => new SendMessageBatchRequestEntry($"{id}", "x"))], Cancelled));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(
            () => Sqs.SendMessageBatchAsync(url, [new("a", "x"), new("a", "y")], Cancelled));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => Sqs.SendMessageBatchAsync(url, [new("a b", "x")], Cancelled));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => Sqs.SendMessageBatchAsync(url, [new("", "x")], Cancelled));
        var half = new string('x', 524_289);
        await Assert.ThrowsAsync<BatchRequestTooLongException>(
            () => Sqs.SendMessageBatchAsync(url, [new("a", half), new("b", half)], Cancelled));
    }

    [Fact]
    public async Task A_batch_of_one_mebibyte_of_quotes_fits()
    {
        var url = await CreateQueueAsync();
        var half = new string('"', 524_288);

        await Sqs.SendMessageBatchAsync(url, [new("a", half), new("b", half)], Cancelled);

        Assert.All(await ReceiveAsync(url), message => Assert.Equal(524_288, Encoding.UTF8.GetByteCount(message.Body)));
    }

    [Fact]
    public async Task A_delayed_message_is_not_visible_before_its_time()
    {
        var url = await CreateQueueAsync("queue", ("DelaySeconds", "10"));
        await SendAsync(url, "late");
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "now") { DelaySeconds = 0 }, Cancelled);

        Assert.Equal("now", Assert.Single(await ReceiveAsync(url)).Body);
        Assert.Equal(("0", "1", "1"), await CountsAsync(url));

        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("late", Assert.Single(await ReceiveAsync(url)).Body);
    }

    [Fact]
    public async Task A_message_that_is_too_old_is_forgotten()
    {
        var url = await CreateQueueAsync("queue", ("MessageRetentionPeriod", "60"));
        await SendAsync(url);

        Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }
}
