using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Email.Worker.Tests;

/// <summary>An SMTP server on loopback that takes mails (RFC 5321), and can keep its client waiting.</summary>
internal sealed class SmtpServerDouble : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private int _mails;

    public SmtpServerDouble()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Mails whose text has come whole.</summary>
    public int Mails => Volatile.Read(ref _mails);

    /// <summary>Before the answer to a command; <c>text</c> is the end of a mail.</summary>
    public Func<string, Task> Answering { get; set; } = _ => Task.CompletedTask;

    /// <summary>What is answered to a command instead of taking it; null takes it.</summary>
    public Func<string, string?> Refusing { get; set; } = _ => null;

    /// <summary>Ends when a mail's text has come whole.</summary>
    public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = TalkAsync(client);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
                await writer.WriteLineAsync("220 double");
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                    await AnswerAsync(line, reader, writer);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task AnswerAsync(string line, StreamReader reader, StreamWriter writer)
    {
        var command = line.Split(' ', ':')[0].ToUpperInvariant();
        await Answering(command);
        var refusal = Refusing(command);
        await writer.WriteLineAsync(refusal ?? command switch
        {
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 fine",
        });
        if (command != "DATA" || refusal is not null)
            return;

        while (await reader.ReadLineAsync(_stop.Token) is { } text && text != ".")
        {
        }

        if (Refusing("text") is { } answer)
        {
            await writer.WriteLineAsync(answer);
            return;
        }

        Interlocked.Increment(ref _mails);
        Taken.TrySetResult();
        await Answering("text");
        await writer.WriteLineAsync("250 taken");
    }
}
