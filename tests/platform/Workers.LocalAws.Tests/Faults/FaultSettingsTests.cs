using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Tests.Faults;

public sealed class FaultSettingsTests : LocalAwsTest
{
    public static TheoryData<FaultSettings, string> Wrong => new()
    {
        { new() { Throttle = 1.5 }, "throttle must be from 0 to 1, not 1.5." },
        { new() { ServerError = -0.1 }, "serverError must be from 0 to 1, not -0.1." },
        { new() { DropBefore = double.NaN }, "dropBefore must be from 0 to 1" },
        { new() { DropAfter = double.PositiveInfinity }, "dropAfter must be from 0 to 1" },
        { new() { FailedEntries = 2 }, "failedEntries must be from 0 to 1" },
        { new() { Duplicate = 2 }, "duplicate must be from 0 to 1" },
        { new() { Reorder = 2 }, "reorder must be from 0 to 1" },
        { new() { LatencyMs = -1 }, "latencyMs must be from 0 to 60000, not -1." },
        { new() { LatencyJitterMs = 60_001 }, "latencyJitterMs must be from 0 to 60000, not 60001." },
        { new() { Throttle = 0.6, DropAfter = 0.6 }, "must add up to 1 at most, not 1.2" },
        { new() { Operations = ["PutEvents"] }, "operations: 'PutEvents' is not known. Did you mean events:PutEvents?" },
        { new() { Operations = ["sqs:Nonsense"] }, "operations: 'sqs:Nonsense' is not known." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Settings_that_make_no_sense_are_refused_by_name(FaultSettings settings, string expected)
    {
        var before = new FaultSettings { Throttle = 0.1 };
        Server.Faults = before;

        var error = Assert.Throws<ArgumentException>(() => Server.Faults = settings);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Same(before, Server.Faults);
    }

    [Fact]
    public void Shares_may_add_up_to_one()
    {
        Server.Faults = new FaultSettings { Throttle = 0.1, ServerError = 0.2, DropBefore = 0.3, DropAfter = 0.4 };

        Assert.Equal(0.4, Server.Faults.DropAfter);
    }

    [Fact]
    public async Task A_server_can_start_with_faults()
    {
        await using var server = await LocalAwsServer.StartAsync(
            new LocalAwsOptions { Faults = new FaultSettings { Throttle = 1 } }, Cancelled);
        using var http = new JsonClient(server.Endpoint);

        Assert.Equal("RequestThrottled", (await http.SendAsync("AmazonSQS.ListQueues", "{}")).ErrorCode());
    }

    [Fact]
    public void Nothing_goes_wrong_by_default() => Assert.Same(FaultSettings.None, Server.Faults);
}
