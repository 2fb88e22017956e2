using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>A rule in front of the worker that looks at the path as it came sees what the worker sees.</summary>
public sealed class DotSegmentTests
{
    [Theory]
    [InlineData("/orders/../livez")]
    [InlineData("/orders/%2e%2e/livez")]
    [InlineData("/orders/.%2E/livez")]
    [InlineData("/orders/%2e./livez")]
    [InlineData("/./livez")]
    [InlineData("/orders/x/../../livez")]
    [InlineData("/livez/..")]
    [InlineData("/orders/..\\health/live")]
    [InlineData("/orders/%2e%2e%2flivez")]
    [InlineData("/orders/..%2Flivez")]
    [InlineData("/orders/..%5clivez")]
    [InlineData("/orders%5C%2E%2E%5Clivez")]
    [InlineData("http://127.0.0.1/orders/../livez")]
    public async Task A_path_with_dot_segments_is_refused(string target) => Assert.Equal("400", await AskAsync(target));

    [Theory]
    [InlineData("/livez")]
    [InlineData("/livez?from=/../x")]
    [InlineData("http://127.0.0.1/livez")]
    public async Task Any_other_is_answered(string target) => Assert.Equal("200", await AskAsync(target));

    [Theory, InlineData("/a..b/c"), InlineData("/.well-known/x"), InlineData("/a.b"), InlineData("/..."), InlineData("/a%2fb"), InlineData("/a.%2f.b")]
    public async Task A_dot_in_a_name_is_no_segment(string target) => Assert.Equal("404", await AskAsync(target));

    /// <summary>Over a socket: a client would resolve them before it sends.</summary>
    private static async Task<string> AskAsync(string target)
    {
        var token = TestContext.Current.CancellationToken;
        await using var app = WorkerApplication.Create(
            ["--environment", "Production", "--urls", "http://127.0.0.1:0", "--ManagementUrl", "http://127.0.0.1:0", "--LogLevel", "Fatal", "--AWS_ENDPOINT_URL", "http://127.0.0.1:1"],
            _ => { });
        await app.StartAsync(token);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(app.Urls.First()).Port, token);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"), token);
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync(token))!.Split(' ')[1];
    }
}
