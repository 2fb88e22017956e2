using Benchmarks.Report;
using Benchmarks.Stand;

namespace Benchmarks;

/// <summary>One thing that is measured.</summary>
internal interface IBenchmark
{
    /// <summary>Measures it, and what limits it, in the same run.</summary>
    Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
