using System.Diagnostics;
using System.Globalization;
using Benchmarks.Storing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace Benchmarks.Tracing;

/// <summary>The process of a worker whose telemetry is measured. It takes its turns as its input tells, and tells what each took.</summary>
internal static class TracedWorker
{
    private const string Name = "traced-worker";

    public static bool IsAskedFor(string[] args) => args is [Name, ..];

    /// <summary>What it is started with.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="worker">The worker's own arguments.</param>
    public static IReadOnlyList<string> Arguments(TracedWork kind, IReadOnlyList<string> worker) => [Name, $"{kind}", .. worker];

    /// <summary>
    /// For each line, a number, consumes so many messages and answers with the seconds and the microseconds of CPU that they took; ends
    /// with its input. What the worker itself writes is written nowhere.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        BookingWorker worker = Enum.Parse<TracedWork>(args[1]) == TracedWork.Nothing ? new IdleWorker() : new StoreWorker(publishes: true);
        var turns = new Turns();
        await using var running = await worker.StartAsync(args[2..], turns, CancellationToken.None);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var (began, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await turns.TakeAsync(int.Parse(line, CultureInfo.InvariantCulture), CancellationToken.None);
            await running.WaitForEventsAsync(CancellationToken.None);
            Deliver(running.Services);
            var (took, used) = (Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - cpu);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds} {used.TotalMicroseconds}"));
            await output.FlushAsync();
        }

        return 0;
    }

    /// <summary>What a turn left to be delivered is its own, not the next one's. Metrics go out once a minute, whoever's turn it is.</summary>
    private static void Deliver(IServiceProvider services)
    {
        // OpenTelemetry's wait can miss the end of the export, and then looks again a second later: a third of the turn.
        const int LookAgainMilliseconds = 5;
        while (services.GetService<TracerProvider>()?.ForceFlush(LookAgainMilliseconds) == false)
        {
        }

        while (services.GetService<LoggerProvider>()?.ForceFlush(LookAgainMilliseconds) == false)
        {
        }
    }
}
