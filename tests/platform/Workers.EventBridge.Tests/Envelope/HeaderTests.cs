using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>Headers of messages, from publisher to consumer.</summary>
public sealed class HeaderTests : TransportTest
{
    private const string Id = "11111111-1111-1111-1111-111111111111";

    [Fact]
    public async Task Headers_have_an_object_of_their_own_in_the_metadata()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, context => context.Headers.Set("tenant", "acme"), Cancelled);

        Assert.Equal("""{"tenant":"acme"}""", (await Bus.TapAsync())["detail"]!["metadata"]!["headers"]!.ToJsonString());
    }

    [Theory]
    [InlineData("eventId"), InlineData("eventVersion"), InlineData("occurredAt"), InlineData("correlationId"), InlineData("conversationId")]
    [InlineData("causationId"), InlineData("producer"), InlineData("expiresAt"), InlineData("headers")]
    [InlineData("traceparent"), InlineData("tracestate"), InlineData("baggage"), InlineData("EVENTID")]
    public async Task A_header_that_is_called_like_metadata_is_refused(string name)
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, context => context.Headers.Set(name, "spoof"), Cancelled));

        Assert.Contains($"Header '{name}' is reserved for the event's metadata: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task A_header_that_is_an_object_is_refused()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => worker.Bus.Publish(
            new OrderPlaced { OrderId = "o1" }, context => context.Headers.Set("order", new { Number = 1 }, true), Cancelled));

        Assert.Contains("Header 'order' is of type ", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<object> Scalars =>
    [
        "text", "", 42, -1L, 3.25, Math.PI, 1e300, 19.99m, 1234567890.123456789012345678m, decimal.MaxValue, ulong.MaxValue, true, false, new Guid(Id), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)), TimeSpan.FromMinutes(90), new Uri("https://example.com/a"),
        DayOfWeek.Friday, 'x',
    ];

    [Theory, MemberData(nameof(Scalars), DisableDiscoveryEnumeration = true)]
    public async Task Scalars_arrive(object value)
    {
        var worker = await StartConsumerAsync();

        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, context => context.Headers.Set("value", value, true), Cancelled);

        var headers = (await Orders.OneAsync()).Headers;
        object? arrived = value switch
        {
            string => headers.Get<string>("value", null) ?? headers.GetAll().Single(one => one.Key == "value").Value,
            int => headers.Get<int>("value"),
            long => headers.Get<long>("value"),
            double => headers.Get<double>("value"),
            ulong => headers.Get<ulong>("value"),
            decimal => headers.Get<decimal>("value"),
            bool => headers.Get<bool>("value"),
            Guid => headers.Get<Guid>("value"),
            DateTime => headers.Get<DateTime>("value")!.Value.ToUniversalTime(),
            DateTimeOffset => headers.Get<DateTimeOffset>("value"),
            TimeSpan => headers.Get<TimeSpan>("value"),
            Uri => headers.Get<Uri>("value"),
            DayOfWeek => Enum.Parse<DayOfWeek>(headers.Get<string>("value")!),
            _ => headers.Get<string>("value")![0],
        };
        Assert.Equal(value, arrived);
    }

    [Theory]
    [InlineData("eventId"), InlineData("correlationId"), InlineData("causationId"), InlineData("conversationId"), InlineData("eventVersion")]
    public async Task A_later_member_of_the_metadata_can_not_overwrite_the_first(string name)
    {
        await StartConsumerAsync();

        await Bus.SendAsync($$$"""
            {"id":"outer","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"{{{Id}}}","eventVersion":1,
             "correlationId":"{{{Id}}}","causationId":"{{{Id}}}","conversationId":"{{{Id}}}","{{{name}}}":"spoof"},"data":{"orderId":"o1"} } }
            """);

        var context = await Orders.OneAsync();
        Assert.Equal([Id, Id, Id, Id], new[] { context.MessageId, context.CorrelationId, context.InitiatorId, context.ConversationId }.Select(id => id.ToString()));
    }

    [Fact]
    public async Task Headers_of_others_that_are_called_like_metadata_are_not_read()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = context.Message.OrderId });
        await StartConsumerAsync();

        await Bus.SendAsync($$$"""
            {"id":"outer","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"{{{Id}}}","headers":{
             "eventId":"spoof","EventId":"spoof","MT-Fault-Message":"spoof","tenant":"acme","deep":{"a":1} } },"data":{"orderId":"o1"} } }
            """);

        Assert.Equal("""{"tenant":"acme"}""", (await Bus.TapAsync())["detail"]!["metadata"]!["headers"]!.ToJsonString());
        Assert.Equal(["tenant"], Orders.Contexts[0].Headers.GetAll().Select(header => header.Key).Where(key => !key.StartsWith("MT-", StringComparison.Ordinal)));
        Assert.Equal(Id, $"{Orders.Contexts[0].MessageId}");
    }

    [Fact]
    public async Task A_header_of_the_new_form_counts_before_one_of_the_old()
    {
        await StartConsumerAsync();

        await Bus.SendAsync($$$"""
            {"id":"outer","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"{{{Id}}}","headers":{
             "tenant":"new"},"tenant":"old"},"data":{"orderId":"o1"} } }
            """);

        Assert.Equal("new", (await Orders.OneAsync()).Headers.Get<string>("tenant"));
    }

    [Fact]
    public async Task What_MassTransit_adds_stays_here()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, context => context.Headers.Set("MT-Something", "x"), Cancelled);

        Assert.Null((await Bus.TapAsync())["detail"]!["metadata"]!["headers"]);
    }
}
