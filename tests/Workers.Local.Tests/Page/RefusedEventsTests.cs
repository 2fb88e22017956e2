using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Workers.Local.Tests.Page;

/// <summary>What the page shows of the events that EventBridge refused.</summary>
public sealed class RefusedEventsTests(PageFixture page) : IClassFixture<PageFixture>
{
    private const string Outbox = """
        {
          "unsent": 4, "refused": 2, "latestRefused": [
            { "eventId": "11111111-2222-3333-4444-555555555555", "source": "store.stock", "detailType": "StockReserved",
              "refusedAt": "2026-01-02T03:04:05+00:00", "reason": "MalformedDetail: Detail is malformed." } ]
        }
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_shown_per_service_with_the_reason_and_the_command_that_publishes_them_again()
    {
        var stock = page.Services.Workers.Single(worker => worker.Name == "stock");
        using var listener = new HttpListener();
        listener.Prefixes.Add(stock.Url.ToString());
        listener.Start();
        var answered = AnswerOnceAsync(listener);

        var shown = Assert.Single(JsonNode.Parse(await page.Http.GetStringAsync("/api/refused-events", Cancelled))!.AsArray())!;

        Assert.Equal("/outbox?take=100", await answered);
        Assert.Equal("stock", shown["service"]!.GetValue<string>());
        Assert.Equal(2, shown["count"]!.GetValue<int>());
        var refused = Assert.Single(shown["events"]!.AsArray())!;
        Assert.Equal("MalformedDetail: Detail is malformed.", refused["reason"]!.GetValue<string>());
        Assert.Equal("StockReserved", refused["detailType"]!.GetValue<string>());
        var command = shown["command"]!.GetValue<string>();
        Assert.StartsWith($"dotnet \"{stock.Program}\" --publish-refused", command, StringComparison.Ordinal);
        Assert.Contains("--DataDirectory", command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_map_counts_them_and_those_of_each_service()
    {
        var map = JsonNode.Parse(await page.Http.GetStringAsync("/api/system", Cancelled))!;

        Assert.Equal(0, map["refusedEvents"]!.GetValue<int>());
        Assert.All(map["routes"]!.AsArray(), route => Assert.Equal(0, route!["worker"]!["refusedEvents"]!.GetValue<int>()));
    }

    private static async Task<string> AnswerOnceAsync(HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Outbox), Cancelled);
        context.Response.Close();
        return context.Request.RawUrl!;
    }
}
