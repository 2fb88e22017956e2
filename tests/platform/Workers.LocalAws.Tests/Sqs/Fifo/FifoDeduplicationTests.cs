namespace Workers.LocalAws.Tests.Sqs.Fifo;

/// <summary>Recorded answers, unless it says otherwise.</summary>
public sealed class FifoDeduplicationTests : FifoTest
{
    [Fact]
    public async Task A_message_with_a_known_deduplication_id_is_accepted_and_not_delivered()
    {
        var url = await CreateFifoAsync();
        var first = await SendAsync(url, "1", "a", "dedup");

        var second = await SendAsync(url, "2", "b", "dedup");

        Assert.Equal((first.MessageId, first.SequenceNumber), (second.MessageId, second.SequenceNumber));
        Assert.Equal("1", await BodiesAsync(url));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deduplication_id_is_known_after_the_message_was_deleted(bool isByContent)
    {
        var url = isByContent ? await CreateByContentAsync() : await CreateFifoAsync();
        var id = isByContent ? null : "dedup";
        await SendAsync(url, "hello", "group", id);
        await Sqs.DeleteMessageAsync(url, Assert.Single(await ReceiveAsync(url)).ReceiptHandle, Cancelled);

        await SendAsync(url, "hello", "group", id);

        Assert.Empty(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_deduplication_id_is_known_for_five_minutes_after_the_first_message()
    {
        var url = await CreateFifoAsync();
        await SendAsync(url, "1", "group", "dedup");
        Time.Advance(TimeSpan.FromMinutes(4));
        await SendAsync(url, "2", "group", "dedup");

        Time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(url, "3", "group", "dedup");

        Assert.Equal("1 3", await BodiesAsync(url));
    }

    [Fact]
    public async Task Groups_may_have_deduplication_ids_of_their_own()
    {
        var url = await CreateFifoAsync("orders.fifo", ("DeduplicationScope", "messageGroup"));
        await SendAsync(url, "1", "a", "dedup");
        await SendAsync(url, "2", "b", "dedup");

        await SendAsync(url, "3", "a", "dedup");

        Assert.Equal("1 2", await BodiesAsync(url));
    }

    [Fact]
    public async Task An_explicit_deduplication_id_takes_precedence_over_the_content()
    {
        var url = await CreateByContentAsync();
        await SendAsync(url, "same", "group", "1");

        await SendAsync(url, "same", "group", "2");

        Assert.Equal("same same", await BodiesAsync(url));
    }

    [Fact]
    public async Task A_purge_forgets_the_deduplication_ids()
    {
        var url = await CreateFifoAsync();
        await SendAsync(url, "1", "group", "dedup");
        await Sqs.PurgeQueueAsync(url, Cancelled);

        await SendAsync(url, "2", "group", "dedup");

        Assert.Equal("2", await BodiesAsync(url));
    }

    [Fact]
    public async Task A_refused_message_is_not_remembered()
    {
        var url = await CreateFifoAsync("orders.fifo", ("MaximumMessageSize", "1024"));
        await ErrorAsync(() => SendAsync(url, new string('x', 1025), "group", "dedup"));

        await SendAsync(url, "1", "group", "dedup");

        Assert.Equal("1", await BodiesAsync(url));
    }
}
