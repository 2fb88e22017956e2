using System.Text.Json.Nodes;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class OrderTests : TransportTest
{
    [Fact]
    public async Task A_list_is_published_in_its_order()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        await publisher.PublishInOrderAsync([.. Enumerable.Range(0, 25).Select(number => Events.Order($"{number:00}"))], Cancelled);

        List<string> arrived = [];
        for (var call = 0; call < 3; call++)
            arrived.AddRange(
                (await Bus.ReceiveAsync("tap")).Select(message => JsonNode.Parse(message.Body)!["detail"]!["orderId"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number:00}"), arrived);
    }

    [Fact]
    public async Task A_list_goes_out_ten_events_a_call()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        await publisher.PublishInOrderAsync([.. Enumerable.Range(0, 25).Select(number => Events.Order($"{number}"))], Cancelled);

        Assert.Equal(3, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task Each_event_of_a_list_has_its_own_result()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        var results = await publisher.PublishInOrderAsync(
            [Events.Order("1"), Events.Order("2", source: "aws.shop"), Events.OfSize(1_100_000), Events.Order("4")], Cancelled);

        Assert.Equal(
            [null, "NotAuthorizedForSource", "EntryTooLarge", null], results.Select(error => (error as EventPublishException)?.Code));
    }

    [Fact]
    public async Task What_a_cancellation_leaves_unsent_is_told_so()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        var results = await publisher.PublishInOrderAsync([Events.Order("1"), Events.Order("2")], new CancellationToken(canceled: true));

        Assert.All(results, error => Assert.IsType<OperationCanceledException>(error));
        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task An_empty_list_needs_no_call()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        Assert.Empty(await publisher.PublishInOrderAsync([], Cancelled));

        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }
}
