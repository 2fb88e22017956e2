using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

public sealed class ReceiveTests : LocalAwsTest
{
    [Fact]
    public async Task A_received_message_is_hidden_until_its_visibility_timeout_ends()
    {
        var url = await CreateQueueAsync("queue", ("VisibilityTimeout", "30"));
        await SendAsync(url);
        Assert.Single(await ReceiveAsync(url));

        Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Empty(await ReceiveAsync(url));
        Assert.Equal(("0", "1", "0"), await CountsAsync(url));

        Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("2", Assert.Single(await ReceiveAsync(url)).Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task The_times_of_sending_and_of_the_first_receive_are_reported()
    {
        var url = await CreateQueueAsync();
        var sentAt = Time.GetUtcNow();
        await SendAsync(url);
        Time.Advance(TimeSpan.FromSeconds(5));
        await ReceiveAsync(url, visibilitySeconds: 0);
        Time.Advance(TimeSpan.FromSeconds(5));

        var received = Assert.Single(await ReceiveAsync(url));

        Assert.Equal(Milliseconds(sentAt), received.Attributes["SentTimestamp"]);
        Assert.Equal(Milliseconds(sentAt.AddSeconds(5)), received.Attributes["ApproximateFirstReceiveTimestamp"]);
    }

    [Fact]
    public async Task At_most_the_wanted_number_is_received_oldest_first()
    {
        var url = await CreateQueueAsync();
        foreach (var body in (string[])["1", "2", "3"])
            await SendAsync(url, body);

        var first = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 2 }, Cancelled);

        Assert.Equal(["1", "2"], first.Messages.Select(message => message.Body));
        Assert.Equal("3", Assert.Single(await ReceiveAsync(url)).Body);
    }

    // AWS: best effort, as recorded for one message.
    [Fact]
    public async Task Messages_whose_visibility_timeout_ends_come_first_again_oldest_first()
    {
        var url = await CreateQueueAsync();
        foreach (var body in (string[])["1", "2", "3"])
            await SendAsync(url, body);
        await ReceiveAsync(url, visibilitySeconds: 3);
        await SendAsync(url, "4");

        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["1", "2", "3", "4"], (await ReceiveAsync(url)).Select(message => message.Body));
    }

    // Recorded answer.
    [Theory]
    [InlineData(-1)]
    [InlineData(21)]
    public async Task A_wait_time_out_of_range_is_refused_in_the_words_of_AWS(int seconds)
    {
        var request = new ReceiveMessageRequest(await CreateQueueAsync()) { WaitTimeSeconds = seconds };

        Assert.Equal(
            $"Value {seconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
            (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.ReceiveMessageAsync(request, Cancelled))).Message);
    }

    [Theory]
    [InlineData("foo", "foo")]
    [InlineData("foo.*", "foo,foo.a,foo.b")]
    [InlineData("foo.a,other", "foo.a,other")]
    [InlineData("All", "foo,foo.a,foo.b,other")]
    [InlineData(".*", "foo,foo.a,foo.b,other")]
    [InlineData("*", "foo,foo.a,foo.b,other")] // Recorded answer.
    [InlineData("", "")]
    [InlineData("none", "")]
    public async Task Attributes_are_returned_by_name_by_prefix_or_all(string names, string expected)
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(
            new SendMessageRequest(url, "hello")
            {
                MessageAttributes = ((string[])["foo", "foo.a", "foo.b", "other"]).ToDictionary(
                    name => name, name => new MessageAttributeValue { DataType = "String", StringValue = name }),
            },
            Cancelled);

        var received = (await Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest(url) { MessageAttributeNames = [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries)] },
                Cancelled)).Messages[0];

        Assert.Equal(expected, string.Join(',', (received.MessageAttributes ?? []).Keys.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(11, 0, 0)]
    [InlineData(1, 21, 0)]
    [InlineData(1, 0, 43_201)]
    public async Task A_number_out_of_range_is_refused(int messages, int wait, int visibility)
    {
        var request = new ReceiveMessageRequest(await CreateQueueAsync())
        {
            MaxNumberOfMessages = messages,
            WaitTimeSeconds = wait,
            VisibilityTimeout = visibility,
        };

        Assert.Equal("InvalidParameterValue",
            (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.ReceiveMessageAsync(request, Cancelled))).ErrorCode);
    }

    [Fact]
    public async Task Many_receivers_at_once_get_each_message_once()
    {
        var url = await CreateQueueAsync();
        var body = new string('x', 100);
        await Parallel.ForAsync(0, 1_000, Cancelled, async (batch, cancelled) => await Sqs.SendMessageBatchAsync(
            url, [.. Enumerable.Range(0, 10).Select(id => new SendMessageBatchRequestEntry($"{id}", body))], cancelled));

        await Parallel.ForAsync(0, 100, Cancelled, async (_, _) => Assert.Equal(10, (await ReceiveAsync(url)).Count));

        Assert.Equal(("9000", "1000", "0"), await CountsAsync(url));
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
