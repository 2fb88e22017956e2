using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Tracing;

/// <summary>
/// A process that receives telemetry over OTLP and discards it. Its cost is taken from the worker, which shares the processors with
/// it, so it does without a web server: Kestrel took seven times as much for each message.
/// </summary>
internal static class DiscardingCollector
{
    /// <summary>Answers with the number of bytes received so far.</summary>
    public const string BytesPath = "/bytes";

    private const string Name = "collector";

    private static long _bytes;

    public static IReadOnlyList<string> Arguments => [Name];

    public static bool IsAskedFor(string[] args) => args is [Name];

    /// <summary>Says where it listens, and runs until its input ends: no longer than who started it.</summary>
    public static async Task<int> RunAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"http://{listener.LocalEndpoint}");
        _ = Task.Run(() => ListenAsync(listener));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task ListenAsync(TcpListener listener)
    {
        while (true)
        {
            var connection = await listener.AcceptSocketAsync();
            new Thread(() => Serve(connection)) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket connection)
    {
        var buffer = new byte[1 << 20];
        using (connection)
        {
            try
            {
                while (Answer(connection, buffer))
                {
                }
            }
            catch (SocketException)
            {
                // Workers are ended at once, in the middle of what they were sending too.
            }
        }
    }

    /// <summary>Takes one request and answers it; false when the connection has ended. Who asks waits for the answer.</summary>
    private static bool Answer(Socket connection, byte[] buffer)
    {
        var (held, head) = (0, -1);
        while (head < 0)
        {
            var read = connection.Receive(buffer.AsSpan(held));
            if (read == 0)
                return false;
            held += read;
            head = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8);
        }

        var lines = Encoding.ASCII.GetString(buffer, 0, head).Split("\r\n");
        var length = LengthOf(lines);
        for (var left = length - (held - head - 4); left > 0;)
        {
            var read = connection.Receive(buffer.AsSpan(0, Math.Min(left, buffer.Length)));
            if (read == 0)
                return false;
            left -= read;
        }

        var bytes = Interlocked.Add(ref _bytes, length);
        var text = lines[0].Contains(BytesPath, StringComparison.Ordinal) ? bytes.ToString(CultureInfo.InvariantCulture) : "";
        connection.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}"));
        return true;
    }

    private static int LengthOf(IEnumerable<string> head)
    {
        const string Header = "Content-Length:";
        var line = head.FirstOrDefault(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line[Header.Length..], CultureInfo.InvariantCulture);
    }
}
