using System.Text;
using Microsoft.Extensions.Time.Testing;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>Of the queue itself: over HTTP the moment at which the server notices a hang-up is up to chance.</summary>
public sealed class HangUpTests : IDisposable
{
    private readonly MessageQueue _queue = new("queue", "arn", QueueSettings.Default, new FakeTimeProvider(), _ => null);

    [Fact]
    public async Task A_receiver_that_is_gone_takes_no_message_out()
    {
        var (first, _) = (Send("first"), Send("second"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReceiveAsync(new CancellationToken(canceled: true)));

        Assert.Equal(new QueueCounts(Visible: 2, InFlight: 0, Delayed: 0), _queue.Counts);
        Assert.Equal((first, 1), Id(Assert.Single(await ReceiveAsync(CancellationToken.None))));
    }

    [Fact]
    public async Task A_message_that_woke_a_receiver_that_is_gone_wakes_the_next()
    {
        using var hangUp = new CancellationTokenSource();
        var gone = ReceiveAsync(hangUp.Token);
        var next = ReceiveAsync(CancellationToken.None);

        await hangUp.CancelAsync();
        var sent = Send("first");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal((sent, 1), Id(Assert.Single(await next)));
    }

    public void Dispose() => _queue.Dispose();

    private static (Guid Id, int ReceiveCount) Id(ReceivedMessage received) => (received.Message.Id, received.ReceiveCount);

    private Guid Send(string body) => _queue.Send(new MessageContent(Encoding.UTF8.GetBytes(body)));

    private Task<List<ReceivedMessage>> ReceiveAsync(CancellationToken cancelled) => _queue.ReceiveAsync(
        maximum: 1, TimeSpan.FromSeconds(30), wait: TimeSpan.FromSeconds(20), faults: null, cancelled).AsTask();
}
