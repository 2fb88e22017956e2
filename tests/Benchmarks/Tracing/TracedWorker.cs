using System.Diagnostics;
using System.Globalization;
using Benchmarks.Stand;
using Benchmarks.Storing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Benchmarks.Tracing;

/// <summary>
/// A round of the worker whose telemetry is measured, in a process of its own: what the rounds before it left in the process, to be
/// compiled, collected or listened to, would be counted to it.
/// </summary>
internal static class TracedWorker
{
    private const string Name = "traced-worker";

    public static bool IsAskedFor(string[] args) => args is [Name, ..];

    /// <summary>Runs it, and waits for what it measured.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="messages">How many wait in its queue.</param>
    /// <param name="warmUp">How many of them do not count.</param>
    /// <param name="arguments">The worker's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TracedRound> MeasureAsync(
        TracedWork kind, int messages, int warmUp, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["exec", typeof(TracedWorker).Assembly.Location, Name, $"{kind}", $"{messages}", $"{warmUp}", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };

        // A worker runs for days: what is measured is not how the runtime compiles it again and again in its first minutes, and
        // telemetry is code too. So each method is compiled once, when it is first called, and fully.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_ReadyToRun"] = "0";

        // As the services have it, by services/Directory.Build.props.
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        using var process = Process.Start(start)!;
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return said.Split(' ') is [var rate, var cpu]
                ? new TracedRound(double.Parse(rate, CultureInfo.InvariantCulture), double.Parse(cpu, CultureInfo.InvariantCulture))
                : throw new InvalidOperationException($"The worker ended with exit code {process.ExitCode}, and measured nothing.");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>The process itself: what the worker writes is written nowhere, what was measured is all that comes out.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        var messages = int.Parse(args[2], CultureInfo.InvariantCulture);
        var warmUp = int.Parse(args[3], CultureInfo.InvariantCulture);
        var exports = new Exports();
        var work = new Work(messages, warmUp, exports.AfterHandling(warmUp / 4));
        BookingWorker worker = Enum.Parse<TracedWork>(args[1]) == TracedWork.Nothing
            ? new IdleWorker { Built = exports.Of }
            : new StoreWorker(publishes: true) { Built = exports.Of };
        var rate = await worker.RunAsync(args[4..], work, CancellationToken.None);
        await output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{rate} {work.CpuMicrosecondsPerMessage}"));
        await output.FlushAsync();
        return 0;
    }

    /// <summary>
    /// Has everything delivered once while the worker is still warming up: what that needs is compiled then, and not at whatever moment
    /// of what is measured the first batch is due.
    /// </summary>
    private sealed class Exports
    {
        private IServiceProvider? _services;
        private int _handled;

        public void Of(IServiceProvider services) => _services = services;

        public Func<BenchmarkOrder, CancellationToken, Task> AfterHandling(int messages) => (_, _) =>
        {
            if (Interlocked.Increment(ref _handled) == messages)
            {
                _services!.GetService<TracerProvider>()?.ForceFlush();
                _services!.GetService<MeterProvider>()?.ForceFlush();
                _services!.GetService<LoggerProvider>()?.ForceFlush();
            }

            return Task.CompletedTask;
        };
    }
}

/// <summary>What a round measured.</summary>
/// <param name="Rate">Messages a second.</param>
/// <param name="Cpu">Microseconds of the worker's CPU for a message.</param>
internal sealed record TracedRound(double Rate, double Cpu);
