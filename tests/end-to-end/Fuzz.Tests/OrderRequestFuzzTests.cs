using CsCheck;

namespace Fuzz.Tests;

/// <summary>The Storefront answers whatever it is sent, and never with an error of its own.</summary>
public sealed class OrderRequestFuzzTests(FuzzedSystem system) : IClassFixture<FuzzedSystem>
{
    private const string Json = "application/json";
    private const string Order =
        """{"customer":{"email":"ada@example.com","name":"Ada"},"currency":"EUR","lines":[{"sku":"10002","quantity":2},{"sku":"10005","quantity":1}]}""";

    [Fact]
    public Task An_order() => RunAsync("/orders", Order);

    [Fact]
    public Task A_registration() => RunAsync("/users", """{"email":"ada@example.com","name":"Ada"}""");

    [Fact]
    public Task History() => RunAsync(
        "/history",
        """
        {"invoices":[{"number":"1","isReturn":false,"at":"2010-12-01T08:00:00Z","customerId":"7","currency":"GBP",
         "lines":[{"sku":"A","description":"Mug","quantity":1,"unitPrice":2.55,"kind":"Goods"},{"sku":"POST","description":"","quantity":1,"unitPrice":1,"kind":"Other"}]}]}
        """);

    [Fact]
    public async Task A_return()
    {
        var order = System.Text.Json.Nodes.JsonNode.Parse(
            (await system.PostAsync(new Uri(system.Shop, "/orders"), System.Text.Encoding.UTF8.GetBytes(Order), Json)).Body)!;
        await RunAsync($"/orders/{order["orderId"]}/returns", """{"lines":[{"sku":"10002","quantity":1}]}""");
    }

    private async Task RunAsync(string path, string body)
    {
        await Mutations.Of(body).SampleAsync(bytes => system.PostAsync(new Uri(system.Shop, path), bytes, Json), threads: 2);

        await Eventually.UntilAsync(
            async () => (await system.PostAsync(new Uri(system.Shop, "/orders"), System.Text.Encoding.UTF8.GetBytes(Order), Json)).Status == 202,
            () => "No order is taken.");
        await Eventually.UntilAsync(() => system.IsOkAsync(new Uri(system.Shop, "/health/ready")), () => "The Storefront is not ready.");
    }
}
