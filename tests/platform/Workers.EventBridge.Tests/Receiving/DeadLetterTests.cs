using System.Diagnostics;
using System.Globalization;
using Amazon.SQS.Model;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>What fails as often as the queue's RedrivePolicy allows.</summary>
public sealed class DeadLetterTests : TransportTest
{
    private const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private const string Body = """
        { "id" : "i", "source":"shop.orders", "detail-type":"OrderPlaced","unknown":"é\u00e9 \"£",
          "detail":{"metadata":{"eventId":"e1","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},"data":{"orderId":"o1"}}}
        """;

    [Fact]
    public async Task It_is_dead_lettered_after_the_last_try()
    {
        await FailAsync();

        Assert.Equal(3, Orders.Count);
    }

    [Fact]
    public async Task It_leaves_the_queue()
    {
        await FailAsync();

        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task Its_body_is_the_same_byte_for_byte() => Assert.Equal(Body, (await FailAsync()).Body);

    [Fact]
    public async Task It_says_why()
    {
        var dead = await FailAsync("It is \0broken.");

        Assert.Equal(
            ("max-failures", "System.InvalidOperationException", "It is broken.", "3"),
            (Text(dead, "DeadLetterReason"), Text(dead, "ExceptionType"), Text(dead, "ExceptionMessage"), Text(dead, "ReceiveCount")));
    }

    [Fact]
    public async Task It_says_no_address_that_the_error_repeats() => Assert.Equal(
        "450 <a***@example.com>: mailbox is busy",
        Text(await FailAsync("450 <ada.lovelace@example.com>: mailbox is busy"), "ExceptionMessage"));

    [Fact]
    public async Task It_says_where()
    {
        var dead = await FailAsync();

        Assert.Equal(
            ("tests", "1.2.3", ActivityContext.Parse(Traceparent, null).TraceId.ToHexString()),
            (Text(dead, "Worker"), Text(dead, "WorkerVersion"), Text(dead, "TraceId")));
    }

    [Fact]
    public async Task It_says_when()
    {
        var start = Time.GetUtcNow();

        var dead = await FailAsync();

        var (first, last) = (At(dead, "FirstReceivedAt"), At(dead, "LastFailureAt"));
        Assert.Equal(start, first);
        Assert.InRange(last, first.AddSeconds(1), Time.GetUtcNow());
    }

    [Fact]
    public async Task It_tells_all_that_is_promised() => Assert.Equal(
        [
            "DeadLetterReason", "ExceptionMessage", "ExceptionType", "FirstReceivedAt", "LastFailureAt", "ReceiveCount", "TraceId", "Worker",
            "WorkerVersion",
        ],
        (await FailAsync()).MessageAttributes.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task It_has_no_more_attributes_than_SQS_allows()
    {
        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync();
        await Bus.Sqs.SendMessageAsync(
            new SendMessageRequest(await Bus.UrlAsync(LocalBus.Queue), Body)
            {
                MessageAttributes = Enumerable.Range(0, 10).ToDictionary(
                    number => $"own-{number}", _ => new MessageAttributeValue { DataType = "String", StringValue = "x" }),
            },
            Cancelled);

        Assert.Equal(10, (await DeadAsync()).MessageAttributes.Count);
    }

    [Fact]
    public async Task An_error_that_says_nothing_does_not_keep_it_in_the_queue()
    {
        var dead = await FailAsync("\u0001");

        Assert.DoesNotContain("ExceptionMessage", dead.MessageAttributes.Keys);
    }

    [Fact]
    public async Task After_a_redrive_it_tells_its_latest_failure()
    {
        var first = await FailAsync("first");
        await Bus.Sqs.SendMessageAsync(
            new SendMessageRequest(await Bus.UrlAsync(LocalBus.Queue), first.Body) { MessageAttributes = new(first.MessageAttributes) },
            Cancelled);
        Orders.Work = _ => throw new InvalidOperationException("second");

        var second = await DeadAsync();

        Assert.Equal(
            ("second", Text(first, "FirstReceivedAt")),
            (Text(second, "ExceptionMessage"), Text(second, "FirstReceivedAt")));
    }

    [Fact]
    public async Task The_attributes_that_it_came_with_are_kept()
    {
        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync();
        await Bus.Sqs.SendMessageAsync(
            new SendMessageRequest(await Bus.UrlAsync(LocalBus.Queue), Body)
            {
                MessageAttributes = new() { ["tenant"] = new() { DataType = "String", StringValue = "acme" } },
            },
            Cancelled);

        Assert.Equal("acme", Text(await DeadAsync(), "tenant"));
    }

    private async Task<Message> FailAsync(string message = "boom")
    {
        Orders.Work = _ => throw new InvalidOperationException(message);
        await StartConsumerAsync();
        await Bus.SendAsync(Body);
        await Eventually.UntilAsync(() => Orders.Count > 0);
        return await DeadAsync();
    }

    private async Task<Message> DeadAsync()
    {
        List<Message> dead = [];
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => (dead = await Bus.ReceiveAsync("orders-dlq")).Count > 0);
        await Bus.Sqs.DeleteMessageAsync(await Bus.UrlAsync("orders-dlq"), dead[0].ReceiptHandle, Cancelled);
        return Assert.Single(dead);
    }

    private static string? Text(Message message, string attribute) => message.MessageAttributes.GetValueOrDefault(attribute)?.StringValue;

    private static DateTimeOffset At(Message message, string attribute) =>
        DateTimeOffset.Parse(Text(message, attribute)!, CultureInfo.InvariantCulture);
}
