using System.Collections.Concurrent;

namespace Workers.LocalAws.Tests.Sqs.Fifo;

public sealed class FifoConcurrencyTests : FifoTest
{
    // Source: the SQS developer guide, "FIFO queue delivery logic".
    [Fact]
    public async Task Many_senders_and_receivers_at_once_keep_the_order_of_each_group()
    {
        const int Groups = 20;
        const int MessagesPerGroup = 25;
        var url = await CreateByContentAsync();
        var received = new ConcurrentDictionary<string, ConcurrentQueue<string>>();
        var count = 0;

        var senders = Parallel.ForAsync(0, Groups, Cancelled, async (group, _) =>
            await SendAllAsync(url, [.. Enumerable.Range(0, MessagesPerGroup).Select(number => $"g{group}-{number:D3}")]));
        var receivers = Parallel.ForAsync(0, 8, Cancelled, async (_, _) =>
        {
            while (Volatile.Read(ref count) < Groups * MessagesPerGroup)
            {
                foreach (var message in await ReceiveSomeAsync(url, 3))
                {
                    received.GetOrAdd(message.Body.Split('-')[0], _ => []).Enqueue(message.Body);
                    await Sqs.DeleteMessageAsync(url, message.ReceiptHandle, Cancelled);
                    Interlocked.Increment(ref count);
                }
            }
        });
        await Task.WhenAll(senders, receivers);

        Assert.Equal(Groups, received.Count);
        Assert.All(received.Values, bodies =>
        {
            Assert.Equal(MessagesPerGroup, bodies.Count);
            Assert.Equal(bodies.Order(StringComparer.Ordinal), bodies);
        });
    }
}
