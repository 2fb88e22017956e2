using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Tracing;

/// <summary>The collector in a process of its own, as it is beside a worker: what it costs is not counted to the worker.</summary>
internal sealed class CollectorProcess : IAsyncDisposable
{
    private readonly Process _process;

    private CollectorProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<CollectorProcess> StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(DiscardingCollector).Assembly.Location, .. DiscardingCollector.Arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The collector did not start.");
        return new CollectorProcess(process, new Uri(address));
    }

    /// <summary>What came so far, in bytes.</summary>
    public async Task<long> BytesAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        return long.Parse(await http.GetStringAsync(DiscardingCollector.BytesPath, cancellationToken), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
