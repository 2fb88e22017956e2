using Microsoft.Extensions.Logging;

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>As recorded of AWS: PutEvents to a bus that does not exist succeeds, and the event is gone.</summary>
public sealed class MissingBusTests : EventBridgeTest
{
    private readonly MemoryLog _log = new();

    protected override LocalAwsOptions Options => new() { LoggerFactory = LoggerFactory.Create(logging => logging.AddProvider(_log)) };

    [Fact]
    public async Task An_event_to_a_bus_that_does_not_exist_is_taken_and_lost_with_a_warning_in_the_log()
    {
        var answer = await Http.EventsAsync("PutEvents", new
        {
            Entries = new[] { new { Source = "store.orders", DetailType = "OrderCreated", Detail = "{}", EventBusName = "stor" } },
        });

        Assert.Equal(0, answer["FailedEntryCount"]!.GetValue<int>());
        Assert.NotNull(answer["Entries"]![0]!["EventId"]);
        Assert.Null(answer["Entries"]![0]!["ErrorCode"]);
        Assert.Contains(
            (LogLevel.Warning, "Event OrderCreated of store.orders is lost: there is no event bus 'stor'. AWS also reports success"), _log.Lines);
    }
}
