using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Workers.Hosting.Provisioning;

namespace EndToEnd.Tests;

/// <summary>The drill of deploy/docs/drill.md: three incidents, each understood and mended by the commands of an operator, and nothing lost.</summary>
[Collection(OneAtATime.Name)]
public sealed class DrillTests(RunningSystem system)
{
    private const int Flood = 200;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_payment_gateway_is_down_messages_wait_and_none_is_dead_lettered()
    {
        IReadOnlyList<string> orders;
        await system.StopAsync(system.Services.Gateway.Name);
        try
        {
            orders = await OrdersAsync(5);
            var waiting = await Eventually.GetAsync(
                () => TopAsync("payment"), worker => (int)worker["waiting"]! + (int)worker["inFlight"]! + (int)worker["delayed"]! >= 5, interval: Eventually.ProcessInterval);
            Assert.Equal(0, (int)waiting["deadLetters"]!);
        }
        finally
        {
            await system.StartAsync(system.Services.Gateway.Name);
        }

        foreach (var order in orders)
            await system.AskAsync(new Uri(system.Worker("payment").Url, $"/payments/{order}"), answer => answer.Contains("charged", StringComparison.Ordinal));
        Assert.Equal(0, (int)(await TopAsync("payment"))["deadLetters"]!);
    }

    [Fact]
    public async Task A_flood_of_poison_is_grouped_by_cause_while_good_orders_pass()
    {
        using var provisioner = new Provisioner(system.Aws);
        var url = (await provisioner.Sqs.GetQueueUrlAsync("stock", Cancelled)).QueueUrl;
        foreach (var batch in Enumerable.Range(0, Flood).Chunk(10))
        {
            await provisioner.Sqs.SendMessageBatchAsync(url, [.. batch.Select(index => new SendMessageBatchRequestEntry($"{index}", "not an event"))], Cancelled);
            await provisioner.Sqs.SendMessageBatchAsync(url, [.. batch.Select(index => new SendMessageBatchRequestEntry($"{index}", Broken(index)))], Cancelled);
        }

        var order = await system.OrderAsync();
        await system.AskAsync(new Uri(system.Worker("stock").Url, $"/reservations/{order}"), answer => answer.Contains(order, StringComparison.Ordinal));

        await Eventually.UntilAsync(async () => (int)(await TopAsync("stock"))["deadLetters"]! == 2 * Flood, interval: Eventually.ProcessInterval);
        var groups = (await DeadLettersAsync("list", "stock", "--json"))["queues"]![0]!["groups"]!.AsArray();
        Assert.Equal([("contract", Flood), ("malformed", Flood)], groups.Select(group => ((string)group!["reason"]!, (int)group["count"]!)).Order());
        var contract = (string)groups.Single(group => (string?)group!["reason"] == "contract")!["group"]!;
        var hit = (await DeadLettersAsync("list", "stock", "--group", contract[..8], "--by", "detail.data.orderId", "--json"))["queues"]![0]!["values"]!.AsObject();
        Assert.Equal(Flood, hit.Count);

        await WorkersAsync("dead-letters", "delete", "stock", "--yes");
        Assert.Equal(0, (int)(await TopAsync("stock"))["deadLetters"]!);
    }

    [Fact]
    public async Task Orders_that_a_bad_version_fails_on_are_found_and_redriven_when_it_is_mended()
    {
        // As after a deployment whose consumer throws for some orders. If it threw for all, the worker would open its circuit, and dead-letter none.
        await system.ExecuteAsync(
            "loyalty",
            "CREATE TRIGGER bad_version BEFORE INSERT ON Entries WHEN substr(NEW.Subject, -1) IN ('0', '1', '2', '3') BEGIN SELECT RAISE(ABORT, 'bad version'); END");
        List<string> orders = [];
        string group;
        try
        {
            for (var placed = 0; placed < 12 || orders.Count < 2; placed++)
            {
                if (await system.OrderAsync() is { } order && order[^1] is >= '0' and <= '3')
                    orders.Add(order);
            }

            await Eventually.UntilAsync(async () => (int)(await TopAsync("loyalty"))["deadLetters"]! == orders.Count, interval: Eventually.ProcessInterval);
            group = await FindAsync(orders);
        }
        finally
        {
            await system.ExecuteAsync("loyalty", "DROP TRIGGER bad_version");
        }

        await WorkersAsync("dead-letters", "redrive", "loyalty", "--group", group, "--yes");
        foreach (var order in orders)
            await system.AskAsync(new Uri(system.Worker("loyalty").Url, $"/orders/{order}/points"), answer => answer.Contains("points", StringComparison.Ordinal));
        Assert.Equal(0, (int)(await TopAsync("loyalty"))["deadLetters"]!);
    }

    /// <summary>Finds the one cause, and the orders that it hits.</summary>
    /// <returns>The start of the group's id.</returns>
    private async Task<string> FindAsync(List<string> orders)
    {
        var group = Assert.Single((await DeadLettersAsync("list", "loyalty", "--json"))["queues"]![0]!["groups"]!.AsArray())!;
        Assert.Equal(("max-failures", orders.Count), ((string)group["reason"]!, (int)group["count"]!));
        Assert.Contains("bad version", (string)group["message"]!, StringComparison.Ordinal);
        var hit = (await DeadLettersAsync("list", "loyalty", "--by", "detail.data.orderId", "--json"))["queues"]![0]!["values"]!.AsObject();
        Assert.Equal(orders.Order(), hit.Select(value => value.Key).Order());
        return ((string)group["group"]!)[..8];
    }

    private async Task<IReadOnlyList<string>> OrdersAsync(int count)
    {
        List<string> orders = [];
        for (var order = 0; order < count; order++)
            orders.Add(await system.OrderAsync());
        return orders;
    }

    private async Task<JsonNode> TopAsync(string queue) => (await WorkersAsync("top", queue, "--interval", "1", "--json"))["workers"]![0]!;

    private Task<JsonNode> DeadLettersAsync(params string[] arguments) => WorkersAsync(["dead-letters", .. arguments]);

    private async Task<JsonNode> WorkersAsync(params string[] arguments)
    {
        var (code, output, errors) = await Run.ToEndAsync(
            Path.Combine(AppContext.BaseDirectory, "workers.dll"), [.. arguments, "--endpoint", system.Aws.ToString()]);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {errors}");
        return output.StartsWith('{') ? JsonNode.Parse(output)! : new JsonObject();
    }

    private static string Broken(int index) =>
        $$$"""{"version":"0","id":"{{{Guid.NewGuid()}}}","source":"store.orders","detail-type":"OrderCreated","detail":{"metadata":{"eventId":"{{{Guid.NewGuid()}}}"},"data":{"orderId":"broken-{{{index}}}"} } }""";
}
