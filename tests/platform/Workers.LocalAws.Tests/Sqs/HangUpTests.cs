using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Operations;
using Workers.LocalAws.Sqs.Queues;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>Of the queue itself: over HTTP the moment at which the server notices a hang-up is up to chance.</summary>
public sealed class HangUpTests : IDisposable
{
    private readonly MessageQueue _queue = new(
        "queue", "arn", QueueSettings.Default, new QueueContext(new FakeTimeProvider(), new ChangeCounter(), _ => null));

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

    [Fact]
    public async Task A_message_that_nobody_is_there_to_read_is_given_back()
    {
        using var queues = new QueueStore(new LocalAwsOptions { TimeProvider = new FakeTimeProvider() });
        var queue = queues.Create("orders", new Dictionary<string, string>());
        queue.Send(new MessageContent("first"u8.ToArray()));
        using var input = JsonDocument.Parse($$"""{"QueueUrl":"{{queues.UrlOf(queue, "http://localhost")}}"}""");
        using var memory = new ResponseMemory();
        using var call = new AwsCall(
            new AwsInput(input.RootElement), "http://localhost", "/", faults: null, isClosed: () => true, memory, CancellationToken.None);

        await new ReceiveOperation(queues).Receive(call);

        Assert.Equal("{}", Encoding.UTF8.GetString(call.Finish().Span));
        Assert.Equal(new QueueCounts(Visible: 1, InFlight: 0, Delayed: 0), queue.Counts);
    }

    [Fact]
    public async Task A_closed_connection_is_seen_before_the_server_is_notified()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        var context = new DefaultHttpContext();
        context.Features.Set<IConnectionSocketFeature>(new ConnectionSocket(accepted));

        Assert.False(ClientConnection.IsClosed(context));
        await client.GetStream().WriteAsync("POST / HTTP/1.1"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.True(accepted.Poll(TimeSpan.FromMinutes(1), SelectMode.SelectRead));
        Assert.False(ClientConnection.IsClosed(context));
        await accepted.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken);

        client.Dispose();

        Assert.True(accepted.Poll(TimeSpan.FromMinutes(1), SelectMode.SelectRead));
        Assert.True(ClientConnection.IsClosed(context));
    }

    public void Dispose() => _queue.Dispose();

    private static (Guid Id, int ReceiveCount) Id(ReceivedMessage received) => (received.Message.Id, received.ReceiveCount);

    private Guid Send(string body) => _queue.Send(new MessageContent(Encoding.UTF8.GetBytes(body))).Id;

    private Task<List<ReceivedMessage>> ReceiveAsync(CancellationToken cancelled) => _queue.ReceiveAsync(
        new ReceiveRequest(Maximum: 1, TimeSpan.FromSeconds(30), Wait: TimeSpan.FromSeconds(20)), cancelled).AsTask();

    private sealed record ConnectionSocket(Socket Socket) : IConnectionSocketFeature;
}
