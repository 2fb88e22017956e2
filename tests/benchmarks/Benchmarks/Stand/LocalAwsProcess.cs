using System.Diagnostics;
using System.Net.Http.Json;
using Amazon.SQS;
using Workers.EventBridge.Aws;

namespace Benchmarks.Stand;

/// <summary>LocalAws in a process of its own: what it costs is not counted to the contestants.</summary>
internal sealed class LocalAwsProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private LocalAwsProcess(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
        _http = new HttpClient { BaseAddress = endpoint };
        Sqs = LocalAwsClients.Sqs(endpoint);
        EventBridge = LocalAwsClients.EventBridge(endpoint);
    }

    public Uri Endpoint { get; }

    /// <summary>For setting up; contestants have clients of their own.</summary>
    public AmazonSQSClient Sqs { get; }

    /// <summary>For setting up.</summary>
    public EventBridgeClient EventBridge { get; }

    public static async Task<LocalAwsProcess> StartAsync(CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Workers.LocalAws.dll");
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", program, "--port", "0", "--parent-pid", $"{Environment.ProcessId}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var url = line.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal));
            if (url is not null)
                return new LocalAwsProcess(process, new Uri(url));
        }

        throw new InvalidOperationException($"LocalAws did not start: exit code {process.ExitCode}.");
    }

    /// <summary>How long every call waits before it is answered.</summary>
    public async Task SetLatencyAsync(int milliseconds, CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync("_localaws/faults", new { latencyMs = milliseconds }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Calls so far, of an operation such as <c>events:PutEvents</c>.</summary>
    public async Task<long> CallsAsync(string operation, CancellationToken cancellationToken) =>
        (await CallsAsync(cancellationToken)).GetValueOrDefault(operation);

    /// <summary>Calls to SQS so far.</summary>
    public async Task<long> SqsCallsAsync(CancellationToken cancellationToken) =>
        (await CallsAsync(cancellationToken))
            .Where(call => call.Key.StartsWith("sqs:", StringComparison.Ordinal))
            .Sum(call => call.Value);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Sqs.Dispose();
        EventBridge.Dispose();
    }

    private async Task<Dictionary<string, long>> CallsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<Dictionary<string, long>>("_localaws/requests", cancellationToken))!;
}
