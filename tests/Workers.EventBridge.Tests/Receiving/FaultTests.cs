using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>A service that fails in every way it can, now and then.</summary>
public sealed class FaultTests : TransportTest
{
    private static readonly string[] Calls = ["sqs:ReceiveMessage", "sqs:DeleteMessageBatch", "sqs:ChangeMessageVisibilityBatch"];

    protected override int? MaxReceiveCount => 10;

    [Theory]
    [InlineData("throttle")]
    [InlineData("serverError")]
    [InlineData("dropBefore")]
    [InlineData("failedEntries")]
    [InlineData("duplicate")]
    [InlineData("reorder")]
    public async Task Every_message_is_handled_and_deleted_in_spite_of(string fault)
    {
        var faults = fault switch
        {
            "throttle" => new FaultSettings { Throttle = 0.2, Seed = 1 },
            "serverError" => new FaultSettings { ServerError = 0.2, Seed = 1 },
            "dropBefore" => new FaultSettings { DropBefore = 0.2, Seed = 1 },
            "failedEntries" => new FaultSettings { FailedEntries = 0.2, Seed = 1 },
            "duplicate" => new FaultSettings { Duplicate = 0.2, Seed = 1 },
            _ => new FaultSettings { Reorder = 0.5, Seed = 1 },
        };
        await Bus.PutOrdersAsync(200);
        Bus.Server.Faults = faults with { Operations = Calls };
        await StartConsumerAsync();

        await Time.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), () => Orders.Contexts.Select(context => context.Message.OrderId).Distinct().Count() >= 200);
        Bus.Server.Faults = FaultSettings.None;
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));
        Assert.Equal((0, 0), await Bus.CountAsync($"{LocalBus.Queue}-dlq"));
    }
}
