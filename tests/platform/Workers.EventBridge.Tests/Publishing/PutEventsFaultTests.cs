using System.Text.Json.Nodes;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>A bus whose calls fail as a whole, or entry by entry. The SDK's own retries are off: they are shared, and run out.</summary>
public sealed class PutEventsFaultTests : TransportTest
{
    private const int Count = 200;

    /// <summary>The clock must not run far ahead of the wires: tries have a deadline.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData("throttle")]
    [InlineData("serverError")]
    [InlineData("dropBefore")]
    [InlineData("dropAfter")]
    [InlineData("failedEntries")]
    public async Task Every_event_is_published_in_spite_of(string fault)
    {
        var published = await PublishAllAsync(fault, share: 0.4);

        await Task.WhenAll(published);
        Assert.NotEqual(0, Bus.Server.InjectedFaults[fault]);
    }

    [Theory]
    [InlineData("throttle")]
    [InlineData("serverError")]
    [InlineData("dropBefore")]
    [InlineData("dropAfter")]
    [InlineData("failedEntries")]
    public async Task Every_event_arrives_in_spite_of(string fault)
    {
        await PublishAllAsync(fault, share: 0.4);

        var arrived = await TakeAllAsync();

        Assert.Equal(Enumerable.Range(0, Count), arrived.Distinct().Order());

        // Only what was taken unheard is sent again.
        Assert.Equal(fault == "dropAfter", arrived.Count > Count);
    }

    [Theory]
    [InlineData("throttle", "ThrottlingException")]
    [InlineData("serverError", "InternalFailure or ServiceUnavailable")]
    [InlineData("dropBefore", "Unreachable")]
    [InlineData("dropAfter", "Unreachable")]
    [InlineData("failedEntries", "InternalFailure or ThrottlingException")]
    public async Task When_it_does_not_pass_every_publisher_gets_the_reason_to_do(string fault, string codes)
    {
        var published = await PublishAllAsync(fault, share: 1, count: 5);

        var errors = published.Select(one => Assert.IsType<EventPublishException>(one.Exception?.InnerException)).ToList();
        Assert.All(errors, error => Assert.Contains(error.Code, codes, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Matches(
            @"Failed after \d attempts\. Publish it again later, with the same MessageId: it may have arrived nevertheless\.$", error.Message));
    }

    [Fact]
    public async Task Publishing_goes_on_after_an_outage()
    {
        await PublishAllAsync("throttle", share: 1, count: 1);

        await Workers[0].Publisher.PublishAsync(Events.Order("after"), Cancelled).InTimeAsync();
    }

    /// <summary>One call at a time, so that a seed hits the same ones in every run. Ends when every publisher has his result.</summary>
    private async Task<List<Task>> PublishAllAsync(string fault, double share, int count = Count)
    {
        var worker = await StartAsync(new WorkerSetup { Host = host => host.MaxConcurrentPutEvents = 1 });
        Bus.Server.Faults = Failing.Calls(fault, share, "events:PutEvents");

        var published = Enumerable.Range(0, count).Select(
            number => worker.Publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();
        await Time.AdvanceUntilAsync(Step, () => published.TrueForAll(one => one.IsCompleted));
        Bus.Server.Faults = FaultSettings.None;
        return published;
    }

    private async Task<List<int>> TakeAllAsync()
    {
        List<int> arrived = [];
        while (await Bus.ReceiveAsync("tap") is { Count: > 0 } messages)
            arrived.AddRange(messages.Select(
                message => int.Parse(JsonNode.Parse(message.Body)!["detail"]!["orderId"]!.GetValue<string>())));
        return arrived;
    }
}
