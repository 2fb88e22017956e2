using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Tracing;

/// <summary>
/// A worker whose telemetry is measured, in a process of its own: what those before it left in the process, to be compiled, collected or
/// listened to, would be counted to it.
/// </summary>
internal sealed class TracedWorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private TracedWorkerProcess(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="worker">The worker's own arguments.</param>
    public static TracedWorkerProcess Start(TracedWork kind, IReadOnlyList<string> worker)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", typeof(TracedWorker).Assembly.Location, .. TracedWorker.Arguments(kind, worker)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // A worker runs for days: what is measured is not how the runtime compiles it again and again in its first minutes, and
        // telemetry is code too. So each method is compiled once, when it is first called, and fully.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_ReadyToRun"] = "0";

        // As the services have it, by services/Directory.Build.props.
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        return new TracedWorkerProcess(Process.Start(start)!);
    }

    /// <summary>Has it consume so many messages.</summary>
    public async Task<Turn> TakeTurnAsync(int messages, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(messages.ToString(CultureInfo.InvariantCulture).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var said = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        return said?.Split(' ') is [var seconds, var cpu]
            ? new Turn(messages, double.Parse(seconds, CultureInfo.InvariantCulture), double.Parse(cpu, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException("The worker ended, and measured nothing.");
    }

    /// <summary>Ends it at once: all that it measured is told, and a clean stop would wait for the messages that are not due.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
