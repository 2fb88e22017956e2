using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

[Collection(OneAtATime.Name)]
public sealed class TracesCommandTests(RunningSystem system)
{
    [Fact]
    public async Task Prints_all_that_an_order_set_off_as_a_tree()
    {
        var order = await system.OrderAsync();
        var (exitCode, output) = await UntilDoneAsync(order);

        Assert.Equal(0, exitCode);
        Assert.Contains($", order {order}: POST /orders, ", output, StringComparison.Ordinal);
        Assert.Matches(@"payment +process payment  OrderCreated .*waited [\d.]+ m?s in queue payment", output);
    }

    [Fact]
    public async Task Prints_it_as_json()
    {
        var order = await system.OrderAsync();
        await UntilDoneAsync(order);

        var (exitCode, output, _) = await system.TracesAsync(order, "--json");

        var trace = Assert.Single(JsonNode.Parse(output)!.AsArray())!;
        Assert.Equal((0, order), (exitCode, trace["orderId"]!.GetValue<string>()));
        Assert.Contains("send confirmation", trace["spans"]!.AsArray().Select(span => span!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Says_so_when_nothing_is_found()
    {
        var (exitCode, output, errors) = await system.TracesAsync("no-such-order");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("No trace with 'no-such-order' was found.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_so_when_nothing_runs()
    {
        var (exitCode, _, errors) = await Run.ToEndAsync(
            Path.Combine(AppContext.BaseDirectory, "workers.dll"), "traces", "any", "--dashboard", $"http://127.0.0.1:{FreePorts.InARow(1)}");

        Assert.Equal(1, exitCode);
        Assert.Contains("Nothing answers at", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_so_when_the_key_is_wrong()
    {
        var (exitCode, _, errors) = await system.TracesAsync("any", "--api-key", "wrong");

        Assert.Equal(1, exitCode);
        Assert.Contains("does not accept the key", errors, StringComparison.Ordinal);
    }

    [Theory, InlineData(""), InlineData("  ")]
    public async Task Refuses_to_look_for_nothing(string order)
    {
        var (exitCode, output, errors) = await system.TracesAsync(order);

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain(output.Split('\n'), line => line.StartsWith("trace ", StringComparison.Ordinal));
        Assert.Contains("ORDER is empty", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_an_option_that_does_not_exist_and_what_is_no_number()
    {
        Assert.Contains("There is no option --foo", (await system.TracesAsync("--foo")).Errors, StringComparison.Ordinal);
        Assert.Contains(
            "ORDER has 501 characters; at most 500 are allowed", (await system.TracesAsync(new string('1', 501))).Errors,
            StringComparison.Ordinal);
    }

    // Each process sends its spans when it comes to it: the request's may be among the last.
    private async Task<(int ExitCode, string Output)> UntilDoneAsync(string order)
    {
        string[] expected = ["POST /orders", "send confirmation", "process payment"];
        var (exitCode, output, _) = await Eventually.GetAsync(
            () => system.TracesAsync(order),
            answer => expected.All(span => answer.Output.Contains(span, StringComparison.Ordinal)),
            interval: Eventually.ProcessInterval);
        return (exitCode, output);
    }
}
