using Amazon.SQS;
using Workers.EventBridge.Aws;
using Workers.Testing;

namespace Benchmarks.Stand;

/// <summary>LocalAws in a process of its own, so that its cost is not counted to the contestants, and clients for it.</summary>
internal sealed class BenchmarkAws : IAsyncDisposable
{
    private readonly LocalAwsProcess _process;

    private BenchmarkAws(LocalAwsProcess process)
    {
        _process = process;
        Sqs = LocalAwsClients.Sqs(process.Endpoint);
        EventBridge = LocalAwsClients.EventBridge(process.Endpoint);
    }

    public Uri Endpoint => _process.Endpoint;

    /// <summary>For the set-up; contestants have clients of their own.</summary>
    public AmazonSQSClient Sqs { get; }

    /// <summary>For the set-up.</summary>
    public EventBridgeClient EventBridge { get; }

    public static async Task<BenchmarkAws> StartAsync(CancellationToken cancellationToken) =>
        new(await LocalAwsProcess.StartAsync(logFile: null, cancellationToken));

    /// <summary>Sets the time that each call waits before its answer.</summary>
    public Task SetLatencyAsync(int milliseconds, CancellationToken cancellationToken) =>
        _process.SetFaultsAsync(new { latencyMs = milliseconds }, cancellationToken);

    /// <summary>The number of calls so far of an operation such as <c>events:PutEvents</c>.</summary>
    public async Task<long> CallsAsync(string operation, CancellationToken cancellationToken) =>
        (await _process.CallsAsync(cancellationToken)).GetValueOrDefault(operation);

    /// <summary>The number of calls of SQS so far.</summary>
    public async Task<long> SqsCallsAsync(CancellationToken cancellationToken) =>
        (await _process.CallsAsync(cancellationToken))
            .Where(call => call.Key.StartsWith("sqs:", StringComparison.Ordinal))
            .Sum(call => call.Value);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Sqs.Dispose();
        EventBridge.Dispose();
    }
}
