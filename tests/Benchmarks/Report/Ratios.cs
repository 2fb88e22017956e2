namespace Benchmarks.Report;

/// <summary>One figure beside its limit, over several interleaved rounds. On a noisy machine the median of the ratios counts.</summary>
internal sealed record Ratios(IReadOnlyList<double> Values)
{
    public double Median => Sorted.Count % 2 == 1
        ? Sorted[Sorted.Count / 2]
        : (Sorted[(Sorted.Count / 2) - 1] + Sorted[Sorted.Count / 2]) / 2;

    public double Least => Sorted[0];

    public double Most => Sorted[^1];

    private List<double> Sorted { get; } = [.. Values.Order()];
}
