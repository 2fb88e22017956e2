namespace Benchmarks.Report;

/// <summary>One line of the report.</summary>
/// <param name="Benchmark">What was measured, and in what unit.</param>
/// <param name="Transport">The transport's own figure, a median.</param>
/// <param name="Bare">That of the bare SDK in the same rounds; null where the figure stands alone.</param>
/// <param name="Value">What is compared with the goal: a ratio, a difference, or the transport's figure.</param>
/// <param name="Least">The least value of a round.</param>
/// <param name="Most">The largest value of a round.</param>
/// <param name="Goal">The goal, as text.</param>
/// <param name="IsMet">Whether the median meets it.</param>
internal sealed record Figure(
    string Benchmark, double Transport, double? Bare, double Value, double Least, double Most, string Goal, bool IsMet)
{
    /// <summary>Compared by ratio, round by round.</summary>
    public static Figure Ratio(string benchmark, IEnumerable<double> transport, IEnumerable<double> bare, Goal goal) =>
        Create(benchmark, transport, bare, transport.Zip(bare, (own, limit) => own / limit), goal);

    /// <summary>Compared by difference, round by round.</summary>
    public static Figure Difference(string benchmark, IEnumerable<double> transport, IEnumerable<double> bare, Goal goal) =>
        Create(benchmark, transport, bare, transport.Zip(bare, (own, limit) => own - limit), goal);

    /// <summary>The transport's own figure against the goal; the bare SDK's, if there is one, for information.</summary>
    public static Figure Alone(string benchmark, IEnumerable<double> transport, Goal goal, IEnumerable<double>? bare = null) =>
        Create(benchmark, transport, bare, transport, goal);

    /// <summary>With values of its own against the goal.</summary>
    public static Figure Create(
        string benchmark, IEnumerable<double> transport, IEnumerable<double>? bare, IEnumerable<double> values, Goal goal)
    {
        var spread = new Spread(values);
        return new Figure(
            benchmark,
            new Spread(transport).Median,
            bare is null ? null : new Spread(bare).Median,
            spread.Median,
            spread.Least,
            spread.Most,
            goal.Text,
            goal.IsMetBy(spread.Median));
    }
}
