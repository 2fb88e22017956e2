using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Crashes;

/// <summary>The worker as a process of its own.</summary>
internal sealed class CrashingProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _log = [];

    private CrashingProcess(Process process, int port)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
    }

    /// <summary>What it has logged, line by line.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static CrashingProcess Start(IReadOnlyList<string> arguments)
    {
        var port = FreePorts.InARow(1);
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Program(), "--urls", $"http://127.0.0.1:{port}", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        return new CrashingProcess(process, port);
    }

    public async Task<int> ExitCodeAsync()
    {
        var ended = _process.WaitForExitAsync(Token);
        Assert.True(
            ended == await Task.WhenAny(ended, Task.Delay(Eventually.Deadline, Token)),
            $"It did not end within {Eventually.Deadline.TotalMinutes} minutes, and said: {string.Join('\n', Log)}");
        return _process.ExitCode;
    }

    /// <summary>Events in its outbox, also those for later; null while it does not answer.</summary>
    public async Task<int?> UnsentAsync()
    {
        try
        {
            var outbox = await _http.GetFromJsonAsync<JsonObject>("/outbox", Token);
            return outbox!["unsent"]!.GetValue<int>() + outbox["scheduled"]!.GetValue<int>();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<(string Subject, int Count)>> EffectsAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonArray>("/effects", Token))!.Select(
            effect => (effect!["subject"]!.GetValue<string>(), effect["times"]!.GetValue<int>()))];

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
    }

    /// <summary>From its own folder, built as this program is.</summary>
    private static string Program() => Path.Combine(
        AppContext.BaseDirectory.Replace("Workers.Hosting.Tests", "Crashing.Worker", StringComparison.Ordinal), "Crashing.Worker.dll");
}
