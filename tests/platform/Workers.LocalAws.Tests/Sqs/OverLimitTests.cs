using Microsoft.Extensions.Time.Testing;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>
/// Too many messages in flight. Source: the SQS developer guide, "Amazon SQS message quotas". Of the queue itself: over HTTP it takes too long.
/// </summary>
public sealed class OverLimitTests : IDisposable
{
    private readonly QueueStore _queues = new(new LocalAwsOptions { TimeProvider = new FakeTimeProvider() });

    [Fact]
    public async Task A_standard_queue_answers_with_an_error()
    {
        var queue = _queues.Create("queue", new Dictionary<string, string>());
        await FillAsync(queue);

        Assert.Equal("OverLimit", (await Assert.ThrowsAsync<AwsException>(() => ReceiveAsync(queue))).Code);
    }

    [Fact]
    public async Task A_FIFO_queue_answers_with_no_message()
    {
        var queue = _queues.Create("queue.fifo", new Dictionary<string, string> { ["FifoQueue"] = "true" });
        await FillAsync(queue);

        Assert.Empty(await ReceiveAsync(queue));
    }

    public void Dispose() => _queues.Dispose();

    private static async Task FillAsync(MessageQueue queue)
    {
        for (var number = 0; number <= SqsLimits.MaximumInFlight; number++)
            queue.Send(new MessageContent("x"u8.ToArray()) { GroupId = $"{number}" }, deduplicationId: queue.Settings.IsFifo ? $"{number}" : null);
        for (var received = 0; received < SqsLimits.MaximumInFlight; received += 10)
            Assert.Equal(10, (await ReceiveAsync(queue)).Count);
    }

    private static Task<List<ReceivedMessage>> ReceiveAsync(MessageQueue queue) => queue.ReceiveAsync(
        new ReceiveRequest(Maximum: 10, TimeSpan.FromHours(1), Wait: TimeSpan.FromSeconds(20)), TestContext.Current.CancellationToken).AsTask();
}
