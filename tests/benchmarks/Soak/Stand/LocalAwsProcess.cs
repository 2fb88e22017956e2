using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace Soak.Stand;

/// <summary>LocalAws in a process of its own, which nobody kills before the end.</summary>
internal sealed class LocalAwsProcess : IAsyncDisposable
{
    private const int LatencyMs = 2;
    private const int LatencyJitterMs = 8;

    private readonly Process _process;
    private readonly HttpClient _http;

    private LocalAwsProcess(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
        _http = new HttpClient { BaseAddress = endpoint };
    }

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("local", "local");

    public static string Region => "eu-west-1";

    public Uri Endpoint { get; }

    public static async Task<LocalAwsProcess> StartAsync(SoakFolder folder, CancellationToken cancellationToken)
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
            // Its first line comes when it listens.
            var line = await process.WriteTo(folder.LogOf("localaws")).WaitAsync(cancellationToken);
            return new LocalAwsProcess(process, EndpointIn(line));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Has every kind of fault hit the same share, of all operations; calls take a little longer, and not all as long.</summary>
    public async Task SetFaultsAsync(double share, int seed, CancellationToken cancellationToken)
    {
        if (share == 0)
            return;

        using var answer = await _http.PutAsJsonAsync(
            "_localaws/faults",
            new
            {
                throttle = share,
                serverError = share,
                dropBefore = share,
                dropAfter = share,
                failedEntries = share,
                duplicate = share,
                reorder = share,
                latencyMs = LatencyMs,
                latencyJitterMs = LatencyJitterMs,
                seed,
            },
            cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task EndFaultsAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync(new Uri("_localaws/faults", UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>How many faults there were so far, by kind.</summary>
    public async Task<IReadOnlyDictionary<string, long>> InjectedFaultsAsync(CancellationToken cancellationToken)
    {
        var faults = await _http.GetFromJsonAsync<JsonObject>("_localaws/faults", cancellationToken);
        return faults!["injected"]!.AsObject().ToDictionary(kind => kind.Key, kind => kind.Value!.GetValue<long>());
    }

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
        return url is null ? throw new SoakException($"LocalAws did not start, and said: {line ?? "nothing"}") : new Uri(url);
    }
}
