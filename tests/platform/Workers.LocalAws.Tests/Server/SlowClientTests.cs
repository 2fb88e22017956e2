using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workers.LocalAws.Tests.Server;

/// <summary>A client that hardly reads, or hardly sends, holds no memory of the server for long.</summary>
public sealed class SlowClientTests : LocalAwsTest
{
    private const int Messages = 4;
    private const int MessageBytes = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task One_that_reads_nothing_of_a_large_answer_is_dropped()
    {
        var url = await CreateQueueAsync();
        for (var sent = 0; sent < Messages; sent++)
            await SendAsync(url, new string('x', MessageBytes));
        using var client = await ConnectAsync();
        var body = $$"""{"QueueUrl":"{{url}}","MaxNumberOfMessages":10,"VisibilityTimeout":0}""";
        await WriteAsync(client, $"{Head(body.Length)}{body}");
        await Eventually.UntilAsync(() => Server.RequestCounts.ContainsKey("sqs:ReceiveMessage"));

        await UntilWritingFailsAsync(client);

        Assert.Equal(Messages, (await ReceiveAsync(url)).Count);
    }

    [Fact]
    public async Task Many_that_read_nothing_hold_a_bounded_memory_together_and_keep_no_small_call_waiting()
    {
        var url = await CreateQueueAsync();
        for (var sent = 0; sent < Messages; sent++)
            await SendAsync(url, new string('x', MessageBytes));
        List<TcpClient> clients = [];
        try
        {
            var body = $$"""{"QueueUrl":"{{url}}","MaxNumberOfMessages":10,"VisibilityTimeout":0}""";
            for (var client = 0; client < 12; client++)
            {
                clients.Add(await ConnectAsync());
                await WriteAsync(clients[^1], $"{Head(body.Length)}{body}");
            }

            // Eight of the twelve responses fit.
            await Eventually.UntilAsync(() => Server.ResponseMemory.ReservedKilobytes == 8 * (2 * Messages * MessageBytes / 1024));

            Assert.Equal(HttpStatusCode.OK, (await Http.SendAsync("AmazonSQS.ListQueues", "{}")).Status);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        await Eventually.UntilAsync(() => Server.ResponseMemory.ReservedKilobytes == 0);
        await Eventually.UntilAsync(async () => (await CountsAsync(url)).Visible == $"{Messages}");
    }

    [Fact]
    public async Task One_that_stops_within_its_request_gets_an_error_and_is_dropped()
    {
        using var client = await ConnectAsync();
        using var late = Late();
        await WriteAsync(client, $"{Head(length: 1000)}{{\"QueueUrl\":");

        using var reader = new StreamReader(client.GetStream());
        var answer = await reader.ReadToEndAsync(late.Token);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    /// <summary>Few bytes fit between the two, so that the server has to keep what is not read.</summary>
    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(Server.Endpoint.Host, Server.Endpoint.Port, Cancelled);
        return client;
    }

    private string Head(int length) =>
        $"POST / HTTP/1.1\r\nHost: {Server.Endpoint.Authority}\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {length}\r\n\r\n";

    private static async Task WriteAsync(TcpClient client, string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancelled);

    /// <summary>The end of a connection does not show where nothing is read: what was written before is in its way. A write shows it.</summary>
    private static async Task UntilWritingFailsAsync(TcpClient client)
    {
        using var late = Late();
        try
        {
            while (true)
            {
                await client.GetStream().WriteAsync("\n"u8.ToArray(), late.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
            }
        }
        catch (IOException)
        {
            // It is closed.
        }
    }

    private static CancellationTokenSource Late()
    {
        var late = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        late.CancelAfter(Patience);
        return late;
    }
}
