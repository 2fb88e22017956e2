using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Workers.EventBridge.Aws;
using Workers.Hosting.Provisioning;

namespace EndToEnd.Tests;

/// <summary>One trace follows an order through all that it sets off, whatever happens on its way.</summary>
[Collection(OneAtATime.Name)]
public sealed class TraceEndToEndTests(RunningSystem system)
{
    /// <summary>The reactions to an order that the gateway declines, and to the decline; all below the span that created the order's event.</summary>
    private static readonly string[] Reactions =
    [
        "analytics: process analytics < CREATOR",
        "email: process email < CREATOR",
        "email: process email < payment: create PaymentDeclined",
        "email: send confirmation < email: process email",
        "email: send payment-declined < email: process email",
        "loyalty: process loyalty < CREATOR",
        "payment: POST < payment: process payment",
        "payment: create PaymentDeclined < payment: process payment",
        "payment: process payment < CREATOR",
        "payment: send store < payment: create PaymentDeclined",
        "stock: create StockReserved < stock: process stock",
        "stock: process stock < CREATOR",
        "stock: process stock < payment: create PaymentDeclined",
        "stock: send store < stock: create StockReserved",
        "warehouse: process warehouse < CREATOR",
        "warehouse: process warehouse < payment: create PaymentDeclined",
    ];

    private static readonly string[] FromTheShop =
    [
        "storefront: POST /orders",
        "storefront: create OrderCreated < storefront: POST /orders",
        "storefront: send store < storefront: create OrderCreated",
        .. Reactions.Select(span => span.Replace("CREATOR", "storefront: create OrderCreated", StringComparison.Ordinal)),
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_unbroken_from_the_request_to_the_last_reaction()
    {
        var order = await OrderAsync();

        var trace = await UntilAsync(order, found => IsWhole(found, FromTheShop));

        Assert.True(trace.Spans.Count >= 20, $"{trace.Spans.Count} spans");
        Assert.DoesNotContain(trace.Spans, span => span.IsOrphan);

        // The gateway's 402 is what there is to be told of a decline; nothing else failed. A statement may: of two events of an order
        // that come at once, one loses the race for the row, and is tried again.
        Assert.Equal(
            ["payment: POST < payment: process payment"],
            trace.Spans.Where(span => span.IsError && !span.IsStatement).Select(span => span.ToString()));
        Assert.All(
            trace.Spans.Where(span => span.Name.StartsWith("process ", StringComparison.Ordinal)),
            delivery => Assert.Contains(trace.Spans, span => span.IsStatement && span.Parent == delivery && span.Service == delivery.Service));

        // X-Ray's: the first four bytes are the time.
        var began = DateTimeOffset.FromUnixTimeSeconds(Convert.ToInt64(trace.Id[..8], 16));
        Assert.InRange(began, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddSeconds(5));
    }

    [Fact]
    public async Task Tells_how_long_the_event_waited_in_the_outbox_and_in_each_queue()
    {
        var order = await OrderAsync();

        var trace = await UntilAsync(order, found => IsWhole(found, FromTheShop));

        Assert.All(
            trace.Spans.Where(span => span.Name == "send store"), span => Assert.NotNull(span.Attribute("workers.publish.wait")));
        Assert.All(
            trace.Spans.Where(span => span.Name.StartsWith("process ", StringComparison.Ordinal)),
            span => Assert.NotNull(span.Attribute("workers.queue.wait")));
    }

    [Fact]
    public async Task Holds_no_personal_data()
    {
        var order = await OrderAsync();
        await UntilAsync(order, found => IsWhole(found, FromTheShop));

        var (_, all, _) = await system.TracesAsync(order, "--json");

        Assert.DoesNotContain("ada.lovelace@example.com", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Lovelace", all, StringComparison.Ordinal);
        Assert.Contains("a***@example.com", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_the_one_in_the_header_of_X_Ray_where_an_event_has_no_metadata()
    {
        var order = Guid.CreateVersion7().ToString("N");
        var (root, parent) = (Guid.CreateVersion7().ToString("N"), Guid.NewGuid().ToString("N")[..16]);
        await PutAsync(
            $$"""
            { "orderId": "{{order}}", "placedAt": "2026-11-26T10:00:00Z", "customer": { "email": "ada.lovelace@example.com" },
              "lines": [ { "sku": "10002", "description": "Mug", "quantity": 1, "unitPrice": 7.13 } ],
              "total": { "amount": 7.13, "currency": "GBP" } }
            """,
            $"Root=1-{root[..8]}-{root[8..]};Parent={parent};Sampled=1");
        var expected = Reactions.Select(span => span.Replace(" < CREATOR", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        var trace = await UntilAsync(root, found => IsWhole(found, expected));

        Assert.All(
            trace.Spans.Where(span => span.Parent is null),
            span => Assert.True(span.IsOrphan, $"{span} does not hang from the span of the header."));
        Assert.Equal(6, trace.Spans.Count(span => span.IsOrphan));
    }

    [Fact]
    public async Task Goes_on_after_the_dead_letter_queue()
    {
        await system.StopAsync("loyalty");
        var order = await OrderAsync();
        await system.ExecuteAsync(
            "loyalty", $"CREATE TRIGGER broken BEFORE INSERT ON Entries WHEN NEW.Subject = '{order}' BEGIN SELECT RAISE(ABORT, 'broken'); END");
        await system.StartAsync("loyalty");
        await UntilAsync(order, found => found.Deliveries("loyalty").Any(span => span.Events.Contains("workers.dead_lettered")));
        await system.ExecuteAsync("loyalty", "DROP TRIGGER broken");

        await RedriveAsync("loyalty");

        var trace = await UntilAsync(order, found => found.Deliveries("loyalty").LastOrDefault()?.Attribute("workers.outcome") == "consumed");
        var deliveries = trace.Deliveries("loyalty").ToList();
        Assert.Equal(6, deliveries.Count);
        Assert.All(deliveries, span => Assert.Equal("loyalty: process loyalty < storefront: create OrderCreated", span.ToString()));
        Assert.All(deliveries[..5], span => Assert.True(span.IsError && span.Events.Contains("workers.retry"), span.Attribute("workers.outcome")));
        Assert.All(deliveries[1..5], span => Assert.Contains("workers.redelivered", span.Events));
        Assert.All(deliveries[..4], span => Assert.Contains("workers.returned", span.Events));
        Assert.Contains("workers.redriven", deliveries[5].Events);
        Assert.True(deliveries[0].Seconds("workers.queue.wait") > 0.5, "It waited in the queue for its worker's new start.");
        Assert.Equal(
            FromTheShop.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), trace.Tree.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Goes_on_after_the_Storefront_was_killed_between_commit_and_publish()
    {
        await FaultsAsync("""{ "serverError": 1, "operations": ["events:PutEvents"] }""");
        string order;
        try
        {
            order = await OrderAsync();

            // The request's own span ends last: killed before it is exported, the Storefront would take it along.
            string[] exported = ["create OrderCreated", "POST /orders"];
            await UntilAsync(order, found => exported.All(name => found.Spans.Any(span => span.Name == name)));
            await system.KillAsync("storefront");
        }
        finally
        {
            await FaultsAsync("{}");
        }

        // The row belongs to the process that is gone until its lease is over.
        var trace = await UntilAsync(order, found => IsWhole(found, FromTheShop));
        var send = trace.Spans.Single(span => span.ToString() == "storefront: send store < storefront: create OrderCreated");
        Assert.True(send.Seconds("workers.publish.wait") > 3, "It waited in the outbox for its lease, or for the Storefront's new start.");
    }

    /// <summary>
    /// The payment of these orders is declined. A decline that reaches the stock worker before the order leaves nothing to reserve, and so
    /// no <c>StockReserved</c>: both orders of events are right.
    /// </summary>
    private static bool IsWhole(TraceOfAnOrder found, IEnumerable<string> expected)
    {
        var (actual, all) = (found.Tree.ToList(), expected.Order(StringComparer.Ordinal).ToList());
        return actual.SequenceEqual(all) || actual.SequenceEqual(all.Where(span => !span.Contains("StockReserved", StringComparison.Ordinal)));
    }

    private async Task<string> OrderAsync()
    {
        var order = new
        {
            customer = new { email = "ada.lovelace@example.com", name = "Ada Lovelace" },
            lines = new[] { new { sku = "10009", quantity = 1 } },
        };
        using var answer = await system.Http.PostAsJsonAsync(new Uri(system.Services.Storefront.Url, "/orders"), order, Cancelled);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["orderId"]!.GetValue<string>();
    }

    /// <summary>Waits until the order's trace is as expected. On failure the message has its last state.</summary>
    private async Task<TraceOfAnOrder> UntilAsync(string search, Func<TraceOfAnOrder, bool> isExpected)
    {
        var trace = await Eventually.GetAsync(
            async () =>
            {
                // The Storefront's own answers to questions about the order are traces too.
                var found = await system.Traces.FindAsync(search, Cancelled);
                return found.FirstOrDefault(one => found.Count == 1 || one.Root.Name == "POST /orders") is { } one ? new TraceOfAnOrder(one) : null;
            },
            found => found is not null && isExpected(found),
            found => $"The trace is incomplete:{Environment.NewLine}{string.Join(Environment.NewLine, found?.Tree ?? [])}",
            Eventually.ProcessInterval);
        return trace!;
    }

    /// <summary>Puts an order's event on the bus as somebody else would, without our metadata.</summary>
    private async Task PutAsync(string detail, string traceHeader)
    {
        using var eventBridge = new EventBridgeClient(
            new BasicAWSCredentials("x", "x"),
            new EventBridgeClientConfig { ServiceURL = system.Aws.ToString(), AuthenticationRegion = "eu-west-1" });
        var entry = new PutEventsEntry
        {
            EventBusName = "store",
            Source = "store.orders",
            DetailType = "OrderCreated",
            Detail = Encoding.UTF8.GetBytes(detail),
            TraceHeader = traceHeader,
        };
        var answer = await eventBridge.PutEventsAsync(new PutEventsRequest { Entries = [entry] }, Cancelled);
        Assert.Null(Assert.Single(answer.Entries).ErrorCode);
    }

    private async Task RedriveAsync(string queue)
    {
        using var provisioner = new Provisioner(system.Aws);
        var url = (await provisioner.Sqs.GetQueueUrlAsync($"{queue}-dlq", Cancelled)).QueueUrl;
        var source = (await provisioner.Sqs.GetQueueAttributesAsync(url, ["QueueArn"], Cancelled)).QueueARN;
        await provisioner.Sqs.StartMessageMoveTaskAsync(
            new() { SourceArn = source, DestinationArn = source[..^"-dlq".Length] }, Cancelled);
    }

    private async Task FaultsAsync(string faults)
    {
        using var content = new StringContent(faults, Encoding.UTF8, "application/json");
        using var answer = await system.Http.PutAsync(new Uri(system.Aws, "/_localaws/faults"), content, Cancelled);
        answer.EnsureSuccessStatusCode();
    }
}
