using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Workers.Testing;

/// <summary>LocalAws as a child process. The project that starts it references Workers.LocalAws, which puts the program into its folder.</summary>
public sealed class LocalAwsProcess : IAsyncDisposable
{
    /// <summary>The region that LocalAws has by default.</summary>
    public const string Region = "eu-west-1";

    private readonly Process _process;
    private readonly HttpClient _http;

    private LocalAwsProcess(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
        _http = new HttpClient { BaseAddress = endpoint };
    }

    public Uri Endpoint { get; }

    /// <param name="logFile">The file for its standard output; null discards it.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    /// <exception cref="IOException">It did not start.</exception>
    public static async Task<LocalAwsProcess> StartAsync(string? logFile, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Workers.LocalAws.dll");
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", program, "--port", "0", "--parent-pid", $"{Environment.ProcessId}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            // It writes the first line when it listens.
            var line = await process.CopyOutputAsync(logFile).WaitAsync(cancellationToken);
            return new LocalAwsProcess(process, EndpointIn(line));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Sets faults and latency.</summary>
    /// <param name="faults">The members of <c>/_localaws/faults</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task SetFaultsAsync<T>(T faults, CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync("_localaws/faults", faults, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Removes all faults.</summary>
    public async Task EndFaultsAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync(new Uri("_localaws/faults", UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The number of faults so far, by kind.</summary>
    public async Task<IReadOnlyDictionary<string, long>> InjectedFaultsAsync(CancellationToken cancellationToken)
    {
        var faults = await _http.GetFromJsonAsync<JsonObject>("_localaws/faults", cancellationToken);
        return faults!["injected"]!.AsObject().ToDictionary(kind => kind.Key, kind => kind.Value!.GetValue<long>());
    }

    /// <summary>The number of calls so far, by operation such as <c>events:PutEvents</c>.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CallsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<Dictionary<string, long>>("_localaws/requests", cancellationToken))!;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private static Uri EndpointIn(string? line)
    {
        var url = line?.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal));
        return url is null ? throw new IOException($"LocalAws did not start. Its output: {line ?? "nothing"}") : new Uri(url);
    }
}
