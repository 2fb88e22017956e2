using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Workers.Testing;

/// <summary>
/// moto, an independent emulator of AWS (Python), as a process of its own: what is only ever tested against our own LocalAws would
/// share its mistakes. It is ended with the tests, also when they fail.
/// </summary>
public sealed class MotoServer : IAsyncLifetime
{
    private const string Program = "moto_server";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    /// <summary>Where it answers; null where it does not run.</summary>
    public Uri? Endpoint { get; private set; }

    /// <summary>Why it does not run.</summary>
    public string Missing { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (OnThePath() is not { } program)
        {
            Missing = $"{Program} is not on the PATH (pip install 'moto[server]').";
            return;
        }

        var port = FreePorts.InARow(1);
        var endpoint = new Uri($"http://127.0.0.1:{port}");
        try
        {
            _process = Start(program, port);
        }
        catch (Win32Exception error)
        {
            Missing = $"{program} could not be started: {error.Message}";
            return;
        }

        if (await AnswersAsync(endpoint, _process))
            Endpoint = endpoint;
        else
            Missing = $"{program} does not answer: {string.Join(' ', _said)}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;

        // A version manager's shim may stand between: the whole tree, then.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string? OnThePath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { Path.Combine(folder, Program), Path.Combine(folder, Program + ".exe") })
            .FirstOrDefault(File.Exists);

    private Process Start(string program, int port)
    {
        var start = new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", $"{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Waits for its first answer; false when it ends before.</summary>
    private static async Task<bool> AnswersAsync(Uri endpoint, Process process)
    {
        using var http = new HttpClient { BaseAddress = endpoint };
        for (var started = Stopwatch.GetTimestamp(); !process.HasExited; await Task.Yield())
        {
            try
            {
                using var answer = await http.GetAsync("moto-api/");
                return true;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < Deadline)
            {
                // It does not listen yet.
            }
        }

        return false;
    }
}
