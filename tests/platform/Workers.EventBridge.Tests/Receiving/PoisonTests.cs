using Amazon.SQS.Model;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>What no retry can mend goes to the dead-letter queue at once, and the worker goes on.</summary>
public sealed class PoisonTests : TransportTest
{
    private readonly Consumed<OrderCounted> _counted = new();

    [Theory]
    [InlineData("malformed", "not JSON")]
    [InlineData("malformed", """{"hello":"world"}""")]
    [InlineData("malformed", """{"id":"\ud800","source":"shop.orders","detail-type":"OrderPlaced","detail":{}}""")]
    [InlineData("contract", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1","quantity":"many"}}""")]
    [InlineData("contract", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"quantity":1}}""")]
    [InlineData("contract", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":null}}""")]
    [InlineData("contract", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":[]}""")]
    [InlineData("contract", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":null}""")]
    [InlineData("contract", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"\ud800"}}""")]
    [InlineData("invalid", """{"id":"i","source":"shop.orders","detail-type":"OrderCounted","detail":{"count":-1}}""")]
    [InlineData("invalid", """{"id":"i","source":"shop.orders","detail-type":"OrderCounted","detail":{"count":2147483647}}""")]
    [InlineData("contract", """{"id":"i","source":"shop.orders","detail-type":"OrderCounted","detail":{"count":13}}""")]
    public async Task It_is_dead_lettered_on_its_first_receive_with_its_reason(string reason, string body)
    {
        await StartBothAsync();

        await Bus.SendAsync(body);

        var dead = await Bus.ReceiveOneAsync("orders-dlq");
        Assert.Equal((reason, "1", body), (Text(dead, "DeadLetterReason"), Text(dead, "ReceiveCount"), dead.Body));
    }

    [Theory, InlineData(1_048_576, null), InlineData(1_048_576 - 100, "malformed"), InlineData(1_048_576 - 2000, "malformed")]
    public async Task One_that_is_as_large_as_a_message_can_be_carries_what_there_is_room_for(int size, string? reason)
    {
        await StartBothAsync();
        var body = new string('x', size);

        await Bus.SendAsync(body);

        var dead = await Bus.ReceiveOneAsync("orders-dlq");
        Assert.Equal(body, dead.Body);
        Assert.Equal(reason, dead.MessageAttributes?.GetValueOrDefault("DeadLetterReason")?.StringValue);
    }

    [Theory]
    [InlineData("""{"eventId":"e1","eventVersion":"1"}""", "'detail.metadata.eventVersion' is not a whole number")]
    [InlineData("""{"eventId":5}""", "'detail.metadata.eventId' is missing, or is not a text")]
    [InlineData("""{"eventid":"e1"}""", "'detail.metadata.eventId' is missing, or is not a text")]
    [InlineData("[]", "'detail.metadata' is not an object")]
    public async Task Metadata_that_is_not_read_as_such_is_named(string metadata, string problem)
    {
        await StartBothAsync();

        await Bus.SendAsync($$$$"""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{{{{metadata}}}},"data":{"orderId":"o1"}}}""");

        Assert.EndsWith(
            $" All of 'detail' was read as the data, as for a publisher without the envelope, because {problem}.",
            Text(await Bus.ReceiveOneAsync("orders-dlq"), "ExceptionMessage"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_is_reported()
    {
        await StartBothAsync();

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderCounted","detail":{"count":-1}}""");

        Assert.Equal(
            "shop.orders/OrderCounted violates its own rules: count -1 is below 0.",
            Text(await Bus.ReceiveOneAsync("orders-dlq"), "ExceptionMessage"));
    }

    [Theory]
    [InlineData("id", """{"id":"ID","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""")]
    [InlineData("detail.metadata.eventId", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"ID"},"data":{"orderId":"o1"}}}""")]
    public async Task An_identity_has_at_most_200_characters(string member, string body)
    {
        await StartBothAsync();

        await Bus.SendAsync(body.Replace("ID", new string('x', 200), StringComparison.Ordinal));
        await Bus.SendAsync(body.Replace("ID", new string('x', 201), StringComparison.Ordinal));

        var dead = await Bus.ReceiveOneAsync("orders-dlq");
        Assert.Equal(("malformed", $"'{member}' has 201 characters; 200 are allowed."), (Text(dead, "DeadLetterReason"), Text(dead, "ExceptionMessage")));
        await Orders.OneAsync();
    }

    [Fact]
    public async Task Rules_that_throw_are_named()
    {
        await StartBothAsync();

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderCounted","detail":{"count":2147483647}}""");

        Assert.StartsWith(
            "shop.orders/OrderCounted violates its own rules: they cannot be checked, since OrderCounted.Validate failed with OverflowException: ",
            Text(await Bus.ReceiveOneAsync("orders-dlq"), "ExceptionMessage"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_tells_what_any_dead_letter_tells()
    {
        await StartBothAsync();

        await Bus.SendAsync(
            """
            {"id":"i","source":"shop.orders","detail-type":"OrderCounted","detail":{"metadata":{"eventId":"e1",
             "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},"data":{"count":-1}}}
            """);

        var dead = await Bus.ReceiveOneAsync("orders-dlq");
        Assert.Equal(
            ("Workers.EventBridge.Envelope.PoisonEventException", "tests", "1.2.3", "0af7651916cd43dd8448eb211c80319c"),
            (Text(dead, "ExceptionType"), Text(dead, "Worker"), Text(dead, "WorkerVersion"), Text(dead, "TraceId")));
        Assert.Equal((Now, Now), (Text(dead, "FirstReceivedAt"), Text(dead, "LastFailureAt")));
    }

    [Fact]
    public async Task A_consumer_can_say_that_a_message_is_hopeless()
    {
        Orders.Work = _ => throw new PoisonEventException("no-such-shop", "There is no such shop.");
        await StartBothAsync();

        await Bus.PutOrdersAsync(1);

        Assert.Equal(("no-such-shop", "1"), await ReasonAsync());
    }

    [Fact]
    public async Task The_worker_goes_on_with_the_next_message()
    {
        await StartBothAsync();

        // More than there are handlers: none of them is lost.
        for (var i = 0; i < 20; i++)
            await Bus.SendAsync("""{"id":"\ud800"}""");
        await Bus.PutOrdersAsync(1);

        await Orders.OneAsync();
        await Bus.UntilCountAsync(visible: 20, inFlight: 0, "orders-dlq");
    }

    [Fact]
    public async Task The_queue_is_empty_at_the_end()
    {
        await StartBothAsync();

        await Bus.SendAsync("not JSON");

        await Bus.UntilCountAsync(visible: 1, inFlight: 0, "orders-dlq");
        await Bus.UntilEmptyAsync();
    }

    /// <summary>The clock stands still.</summary>
    private string Now => Time.GetUtcNow().ToString("O");

    private async Task<(string?, string?)> ReasonAsync()
    {
        var dead = await Bus.ReceiveOneAsync("orders-dlq");
        return (Text(dead, "DeadLetterReason"), Text(dead, "ReceiveCount"));
    }

    private Task<WorkerHost> StartBothAsync() => StartConsumerAsync(
        e => e.ConcurrentMessageLimit = 4,
        new WorkerSetup
        {
            Services = services => services.AddSingleton(_counted),
            Bus = x => x.AddConsumer<TestConsumer<OrderCounted>>(),
            Endpoint = (e, context) => e.ConfigureConsumer<TestConsumer<OrderCounted>>(context),
        });

    private static string? Text(Message message, string attribute) => message.MessageAttributes.GetValueOrDefault(attribute)?.StringValue;
}
