using System.Net.Sockets;
using System.Text;
using Workers.Local.Tests.Telemetry;

namespace Workers.Local.Tests.Page;

/// <summary>A client that hardly reads holds no memory of the page's server for long.</summary>
public sealed class SlowReaderTests(PageFixture page) : IClassFixture<PageFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task One_that_reads_nothing_of_a_large_trace_is_dropped()
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Patience);
        page.Traces.Add([.. Enumerable.Range(0, 1000).Select(number => Spans.Span($"{number}", attributes: ("text", new string('x', 8000))))]);
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync("127.0.0.1", page.Port, late.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /api/traces/{Spans.TraceId("trace")} HTTP/1.1\r\nHost: localhost:{page.Port}\r\n\r\n"), late.Token);

        // The end of the connection does not show where nothing is read. A write shows it.
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await stream.WriteAsync("\n"u8.ToArray(), late.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
            }
        });
    }
}
