using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Tests.Sqs.Fifo;

/// <summary>Recorded answers, unless it says otherwise.</summary>
public sealed class FifoOrderTests : FifoTest
{
    [Fact]
    public async Task A_receive_returns_the_messages_of_a_group_in_order_before_those_of_the_next()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g1-m1", "g2-m1", "g1-m2", "g1-m3");

        Assert.Equal("g1-m1 g1-m2 g1-m3 g2-m1", await BodiesAsync(url));
    }

    [Fact]
    public async Task A_message_in_flight_blocks_its_group()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g1-m1", "g2-m1", "g1-m2", "g2-m2", "g1-m3", "g1-m4", "g3-m1");
        var received = await ReceiveSomeAsync(url, 2);
        Assert.Equal(["g1-m1", "g1-m2"], received.Select(message => message.Body));

        await Sqs.DeleteMessageAsync(url, received[0].ReceiptHandle, Cancelled);

        Assert.Equal("g2-m1 g2-m2 g3-m1", await BodiesAsync(url));
    }

    [Fact]
    public async Task Messages_behind_one_in_flight_count_as_visible()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "1-a", "1-b", "2-a", "2-b", "3-a", "3-b");

        Assert.Equal("1-a", await BodiesAsync(url, maximum: 1));
        Assert.Equal("2-a", await BodiesAsync(url, maximum: 1));

        Assert.Equal(("4", "2", "0"), await CountsAsync(url));
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(("6", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_long_poll_waits_for_the_group_to_be_free()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g-1");
        var first = Assert.Single(await ReceiveAsync(url));
        var poll = await PollAsync(url);
        await SendAllAsync(url, "g-2");
        Assert.False(poll.IsCompleted);

        await Sqs.DeleteMessageAsync(url, first.ReceiptHandle, Cancelled);

        Assert.Equal("g-2", Assert.Single((await poll).Messages).Body);
    }

    [Fact]
    public async Task An_empty_group_can_be_used_again()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g-1");
        await Sqs.DeleteMessageAsync(url, Assert.Single(await ReceiveAsync(url)).ReceiptHandle, Cancelled);
        Assert.Empty(await ReceiveAsync(url));

        await SendAllAsync(url, "g-2");

        Assert.Equal("g-2", await BodiesAsync(url));
    }

    [Fact]
    public async Task Messages_keep_their_order_after_a_timeout()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g-1", "g-2", "g-3");
        Assert.Equal("g-1 g-2 g-3", await BodiesAsync(url));

        Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("g-1 g-2 g-3", await BodiesAsync(url));
    }

    [Fact]
    public async Task Groups_that_become_free_come_after_the_others()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g1-m1", "g2-m1", "g2-m2", "g3-m1", "g1-m2");

        Assert.Equal("g1-m1 g1-m2 g2-m1", await BodiesAsync(url, maximum: 3, visibilitySeconds: 0));

        Assert.Equal("g3-m1 g1-m1 g1-m2 g2-m1 g2-m2", await BodiesAsync(url));
    }

    [Fact]
    public async Task A_message_that_is_given_back_is_received_again_before_those_after_it()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g1-m1", "g1-m2", "g2-m1");
        var received = await ReceiveSomeAsync(url, 2);

        await Sqs.ChangeMessageVisibilityAsync(url, received[0].ReceiptHandle, 0, Cancelled);

        Assert.Equal("g2-m1 g1-m1", await BodiesAsync(url, maximum: 3));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "foo")]
    [InlineData(2, "foo bar")]
    public async Task A_message_that_is_hidden_for_longer_blocks_those_after_it(int position, string expected)
    {
        var url = await CreateFifoAsync("orders.fifo", ("VisibilityTimeout", "1"));
        foreach (var body in (string[])["foo", "bar", "baz"])
            await SendAsync(url, body, "1", body);
        var received = await ReceiveSomeAsync(url, 5);

        await Sqs.ChangeMessageVisibilityAsync(url, received[position].ReceiptHandle, 4, Cancelled);

        Time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(expected, await BodiesAsync(url));
    }

    // A choice: FIFO queues of AWS deliver exactly once, and in order.
    [Fact]
    public async Task Injected_faults_neither_reorder_nor_duplicate()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "g-1", "g-2", "g-3");
        Server.Faults = new FaultSettings { Reorder = 1, Duplicate = 1 };

        Assert.Equal("g-1 g-2 g-3", await BodiesAsync(url));
        Assert.Equal("", await BodiesAsync(url));
    }
}
