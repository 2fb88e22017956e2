using System.Diagnostics;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Starting;

/// <summary>From the start of a process to its first message in the handler.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const string Name = "process start to first message";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var (transport, bare) = await run.InterleaveAsync(
            Name,
            () => RunOnceAsync(run.Aws, FirstReceive.Transport, cancellationToken),
            () => RunOnceAsync(run.Aws, FirstReceive.Bare, cancellationToken),
            milliseconds => $"{milliseconds:0} ms");
        return [Figure.Ratio($"{Name}: ms", transport, bare, Goal.AtMost(2, "× bare"))];
    }

    private static async Task<double> RunOnceAsync(BenchmarkAws aws, string contestant, CancellationToken cancellationToken)
    {
        await using var queue = await BenchmarkQueue.CreateAsync(aws, cancellationToken);
        await queue.FillAsync(1, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", typeof(StartBenchmark).Assembly.Location, .. FirstReceive.Arguments(contestant, queue.Address)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line == FirstReceive.Said)
                    return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }

            throw new InvalidOperationException($"The process of {contestant} received nothing: exit code {process.ExitCode}.");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
