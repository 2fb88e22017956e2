using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks.Allocating;

/// <summary>Bytes allocated and time taken for one message, by BenchmarkDotNet.</summary>
internal sealed class AllocationBenchmark : IBenchmark
{
    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        List<Figure> figures = [];
        foreach (var (name, type) in new[] { ("deserializer", typeof(Deserializing)), ("PutEvents batcher", typeof(Batching)) })
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Console.Error.WriteLineAsync($"allocations: {name}");
            var summary = await Task.Run(() => BenchmarkRunner.Run(type, Settings()), cancellationToken);
            var (transport, bare) = (Report(summary, "Transport"), Report(summary, "Bare"));
            figures.Add(Figure.Ratio($"{name}: bytes allocated per message", [Bytes(transport)], [Bytes(bare)], Goal.None));
            figures.Add(Figure.Ratio($"{name}: µs per message", [Microseconds(transport)], [Microseconds(bare)], Goal.None));
        }

        return figures;
    }

    /// <summary>In this process, and without the files and the pages of output that it makes otherwise.</summary>
    private static ManualConfig Settings() =>
        ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.DontLogOutput))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "benchmarks"))
            .WithOptions(ConfigOptions.DisableLogFile);

    private static BenchmarkReport Report(Summary summary, string method) =>
        summary.Reports.FirstOrDefault(report =>
            report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method && report.ResultStatistics is not null)
        ?? throw new InvalidOperationException($"BenchmarkDotNet did not run {method}.");

    private static double Bytes(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)!.Value;

    private static double Microseconds(BenchmarkReport report) => report.ResultStatistics!.Median / 1000;
}
