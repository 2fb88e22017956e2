using Microsoft.Extensions.Time.Testing;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>Of the queues themselves: over HTTP it is up to chance which calls run when the server stops.</summary>
public sealed class QueueStopTests : IDisposable
{
    private readonly QueueStore _queues = new(new LocalAwsOptions { TimeProvider = new FakeTimeProvider() });

    [Fact]
    public async Task While_the_server_stops_long_polls_end_and_other_calls_go_on()
    {
        var queue = _queues.Create("queue", new Dictionary<string, string>());
        var poll = ReceiveAsync(queue, waitSeconds: 20);

        _queues.Stop();

        Assert.Equal("ServiceUnavailable", (await Assert.ThrowsAsync<AwsException>(() => poll)).Code);
        await Assert.ThrowsAsync<AwsException>(() => ReceiveAsync(queue, waitSeconds: 20));
        queue.Send(new MessageContent("hello"u8.ToArray()));
        Assert.Single(await ReceiveAsync(queue, waitSeconds: 0));
    }

    public void Dispose() => _queues.Dispose();

    private static async Task<List<ReceivedMessage>> ReceiveAsync(MessageQueue queue, int waitSeconds) => await queue.ReceiveAsync(
        new ReceiveRequest(1, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(waitSeconds)), TestContext.Current.CancellationToken);
}
