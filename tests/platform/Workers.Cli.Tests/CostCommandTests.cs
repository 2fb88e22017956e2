using Workers.Cli.Tests.Events;

namespace Workers.Cli.Tests;

public sealed class CostCommandTests : EventsTest
{
    [Fact]
    public async Task Counted_calls_and_events_are_extrapolated_to_a_month()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var load = Task.Run(
            async () =>
            {
                while (!stopping.IsCancellationRequested)
                    await PutAsync("store.users", "UserRegistered", "{}");
            },
            Cancelled);

        var run = await CommandRun.SucceedAsync("cost", "--for", "1", "--events-per-second", "10", "--json", "--endpoint", Server.Endpoint.ToString());
        await stopping.CancelAsync();
        await load;

        // 10 a second for 730 hours are 26.28 million events, at a dollar for a million.
        var line = Assert.Single(run.Json["lines"]!.AsArray(), one => (string?)one!["call"] == "events:PutEvents, events")!;
        Assert.Equal((26_280_000m, 26.28m, 1.0), (decimal.Round((decimal)line["aMonth"]!), decimal.Round((decimal)line["dollars"]!, 2), (double)line["perEvent"]!));
        Assert.Equal(26.28m, decimal.Round((decimal)run.Json["dollarsPerMonth"]!, 2));
    }

    [Fact]
    public async Task Without_events_a_rate_is_refused_and_calls_are_counted()
    {
        var refused = await CommandRun.OfAsync("cost", "--for", "1", "--events-per-second", "10", "--endpoint", Server.Endpoint.ToString());
        var counted = await CommandRun.SucceedAsync("cost", "--for", "1", "--endpoint", Server.Endpoint.ToString());

        Assert.Contains("No event was published meanwhile", refused.Error, StringComparison.Ordinal);
        Assert.Contains("0 events in 1 s.", counted.Output, StringComparison.Ordinal);
    }
}
