using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

public sealed class PutEventsTests : EventBridgeTest
{
    [Fact]
    public async Task An_event_arrives_in_its_envelope_with_its_detail_byte_for_byte()
    {
        var url = await CreateRouteAsync();
        const string Detail = """{ "amount": 10.00, "text": "\u00e4 \/ \"", "big": 12345678901234567890 }""";

        var answer = await PutEventAsync(Detail);

        var id = answer["Entries"]![0]!["EventId"]!.GetValue<string>();
        Assert.Equal(
            $$"""{"version":"0","id":"{{id}}","detail-type":"OrderCreated","source":"store.orders","account":"000000000000","time":"2026-01-02T03:04:05Z","region":"eu-west-1","resources":[],"detail":{{Detail}}}""",
            (await ReceiveOneAsync(url)).Body);
    }

    [Fact]
    public async Task Time_resources_and_trace_travel_along()
    {
        var url = await CreateRouteAsync();

        await Http.EventsAsync("PutEvents", new
        {
            Entries = new[]
            {
                new
                {
                    Source = "store.orders", DetailType = "OrderCreated", Detail = "{}", EventBusName = "store",
                    Time = 1_700_000_000.9, Resources = new[] { "arn:one" }, TraceHeader = "Root=1-a-b",
                },
            },
        });

        var message = await ReceiveOneAsync(url);
        var envelope = JsonNode.Parse(message.Body)!;
        Assert.Equal("2023-11-14T22:13:20Z", envelope["time"]!.GetValue<string>());
        Assert.Equal("""["arn:one"]""", envelope["resources"]!.ToJsonString());
        Assert.Equal("Root=1-a-b", message.Attributes["AWSTraceHeader"]);
    }

    [Fact]
    public async Task An_event_is_copied_into_the_queue_of_every_rule_that_lets_it_through()
    {
        var payment = await CreateRouteAsync();
        var stock = await CreateRouteAsync("stock", "stock", """{"detail":{"n":[{"numeric":["<",2]}]}}""");
        var email = await CreateRouteAsync("email", "email", """{"detail":{"n":[{"numeric":[">=",2]}]}}""");

        await PutEventAsync("""{"n":1}""");

        Assert.Equal((await ReceiveOneAsync(payment)).Body, (await ReceiveOneAsync(stock)).Body);
        Assert.Empty(await ReceiveAsync(email));
    }

    [Fact]
    public async Task Rules_of_another_bus_see_nothing()
    {
        var url = await CreateRouteAsync();

        Assert.Equal(0, (await PutEventAsync(bus: null))["FailedEntryCount"]!.GetValue<int>());

        Assert.Empty(await ReceiveAsync(url));
    }

    [Fact]
    public async Task Good_entries_go_through_beside_bad_ones()
    {
        var url = await CreateRouteAsync();

        var answer = await Http.EventsAsync("PutEvents", new
        {
            Entries = new[]
            {
                Entry(), Entry("[]"), Entry("{"), Entry("{} {}"), Entry(null), Entry(source: ""), Entry(source: "aws.ec2"),
                Entry(bus: "shop"), Entry(),
            },
        });

        Assert.Equal(6, answer["FailedEntryCount"]!.GetValue<int>());
        Assert.Equal(
            [null, "MalformedDetail", "MalformedDetail", "MalformedDetail", "InvalidArgument", "InvalidArgument", "NotAuthorizedForSource",
                null, null],
            answer["Entries"]!.AsArray().Select(entry => entry!["ErrorCode"]?.GetValue<string>()));
        Assert.Equal(2, (await ReceiveAsync(url)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task A_call_has_one_to_ten_entries(int count) => Assert.Equal(
        "ValidationException", (await Http.EventsErrorAsync("PutEvents", new { Entries = Enumerable.Repeat(Entry(), count) })).Type);

    [Theory]
    [InlineData(1_048_576, false, true)]
    [InlineData(1_048_577, false, false)]
    [InlineData(1_048_562, true, true)]
    [InlineData(1_048_563, true, false)]
    public async Task The_size_of_a_call_is_that_of_its_entries_by_the_formula_of_AWS(int bytes, bool dated, bool fits)
    {
        // Source and DetailType have 12 bytes each, the detail around its text has 9; "ä" counts twice.
        var detail = $$"""{"t":"ä{{new string('x', bytes - 12 - 12 - 9 - 1)}}"}""";
        var time = dated ? 1_700_000_000 : (long?)null;
        var entry = new { Source = "store.orders", DetailType = "OrderCreated", Detail = detail, Time = time };

        var answer = await Http.SendAsync(
            "AWSEvents.PutEvents", System.Text.Json.JsonSerializer.Serialize(new { Entries = new[] { entry } }));

        Assert.Equal(fits, answer.Status == System.Net.HttpStatusCode.OK);
        Assert.Equal(!fits, answer.Body.Contains("Total size of the entries in the request is over the limit.", StringComparison.Ordinal));
    }
}
