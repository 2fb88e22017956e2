using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>What the README promises, on the real processes.</summary>
[Collection(OneAtATime.Name)]
public sealed class StoreTests(RunningSystem system)
{
    [Fact]
    public async Task A_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing()
    {
        var demo = system.DemoAsync("--orders", "150", "--registrations", "10", "--json");
        await system.AskAsync(new Uri(system.Worker("stock").Url, "/reactions?after=20"), answer => answer != "[]");
        await system.KillAsync("stock");
        var (exitCode, output, errors) = await demo;

        Assert.True(exitCode == 0, output + errors);
        var result = JsonNode.Parse(output.Trim().Split('\n')[^1])!;
        Assert.Equal(
            (0, 0, 0), (result["lost"]!.GetValue<int>(), result["duplicated"]!.GetValue<int>(), result["deadLettered"]!.GetValue<int>()));

        // Orders, the tenth of them that is returned, and the seven whose payment is declined.
        Assert.Equal(150 + 15 + 7, result["reactions"]!["stock"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_worker_that_is_stopped_holds_up_no_other_and_catches_up()
    {
        await system.StopAsync("payment");
        var order = await system.OrderAsync("10002");
        await system.AskAsync(
            new Uri(system.Worker("stock").Url, $"/reservations/{order}"), answer => answer.Contains("reserved", StringComparison.Ordinal));
        await system.AskAsync(
            new Uri(system.Worker("email").Url, $"/mails/{order}"), answer => answer.Contains("confirmation", StringComparison.Ordinal));
        await system.AskAsync(
            new Uri(system.Worker("warehouse").Url, $"/picklists/{order}"), answer => answer.Contains("open", StringComparison.Ordinal));
        await system.StartAsync("payment");

        await system.UntilReadyAsync("payment");
        await system.AskAsync(
            new Uri(system.Worker("payment").Url, $"/payments/{order}"), answer => answer.Contains("charged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_declined_payment_releases_the_stock_holds_the_pick_list_and_tells_the_customer()
    {
        var order = await system.OrderAsync("10009");

        await system.AskAsync(
            new Uri(system.Worker("stock").Url, $"/reservations/{order}"), answer => answer.Contains("released", StringComparison.Ordinal));
        await system.AskAsync(
            new Uri(system.Worker("warehouse").Url, $"/picklists/{order}"), answer => answer.Contains("held", StringComparison.Ordinal));
        await system.AskAsync(
            new Uri(system.Worker("email").Url, $"/mails/{order}"),
            answer => answer.Contains("payment-declined", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Imported_history_is_booked_on_its_day_and_a_second_import_changes_nothing()
    {
        const string Sales = """{"orders":2,"returns":1,"units":8,"revenue":34.30,"currency":"GBP"}""";
        var day = new Uri(system.Worker("analytics").Url, "/sales/2011-03-07");
        var first = await system.ImportAsync(Path.Combine(AppContext.BaseDirectory, "history.csv"));
        await system.AskAsync(day, answer => JsonNode.DeepEquals(JsonNode.Parse(answer), JsonNode.Parse(Sales)));
        var second = await system.ImportAsync(Path.Combine(AppContext.BaseDirectory, "history.csv"));

        Assert.True(first.ExitCode == 0 && second.ExitCode == 0, first.Errors + second.Errors);
        Assert.Equal(0, JsonNode.Parse(second.Output)!["orders"]!.GetValue<int>());
    }
}
