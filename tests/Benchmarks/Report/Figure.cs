namespace Benchmarks.Report;

/// <summary>One line of the report.</summary>
/// <param name="Benchmark">What was measured.</param>
/// <param name="Transport">The transport's own figure, a median.</param>
/// <param name="Bare">The bare loop's, in the same rounds; null where the figure stands alone.</param>
/// <param name="Value">What is compared with the goal: a ratio, or the transport's figure.</param>
/// <param name="Least">The least value of a round.</param>
/// <param name="Most">The largest value of a round.</param>
/// <param name="Goal">The goal, as text.</param>
/// <param name="IsMet">Whether the median meets it.</param>
internal sealed record Figure(
    string Benchmark, double Transport, double? Bare, double Value, double Least, double Most, string Goal, bool IsMet)
{
    public static Figure AtLeast(string benchmark, IReadOnlyList<double> transport, IReadOnlyList<double> bare, double goal)
    {
        var ratios = new Ratios([.. transport.Zip(bare, (own, limit) => own / limit)]);
        return Create(benchmark, transport, bare, ratios, $"≥ {goal:0.00} × bare", ratios.Median >= goal);
    }

    public static Figure AtMost(string benchmark, IReadOnlyList<double> transport, IReadOnlyList<double> bare, double goal)
    {
        var ratios = new Ratios([.. transport.Zip(bare, (own, limit) => own / limit)]);
        return Create(benchmark, transport, bare, ratios, $"≤ {goal:0.00} × bare", ratios.Median <= goal);
    }

    public static Figure AtMost(string benchmark, IReadOnlyList<double> transport, double goal)
    {
        var values = new Ratios(transport);
        return Create(benchmark, transport, null, values, $"≤ {goal:0.00}", values.Median <= goal);
    }

    private static Figure Create(
        string benchmark, IReadOnlyList<double> transport, IReadOnlyList<double>? bare, Ratios values, string goal, bool isMet) =>
        new(
            benchmark,
            new Ratios(transport).Median,
            bare is null ? null : new Ratios(bare).Median,
            values.Median,
            values.Least,
            values.Most,
            goal,
            isMet);
}
