namespace Benchmarks.Report;

/// <summary>One line of the report.</summary>
/// <param name="Benchmark">What was measured, and in what unit.</param>
/// <param name="Own">The figure of what is measured, a median.</param>
/// <param name="Limit">That of what it is held against, in the same rounds; null where the figure stands alone.</param>
/// <param name="Value">What is compared with the goal: a ratio, a difference, or the own figure.</param>
/// <param name="Least">The least value of a round.</param>
/// <param name="Most">The largest value of a round.</param>
/// <param name="Goal">The goal, as text.</param>
/// <param name="IsMet">Whether the median meets it.</param>
internal sealed record Figure(
    string Benchmark, double Own, double? Limit, double Value, double Least, double Most, string Goal, bool IsMet)
{
    /// <summary>Compared by ratio, round by round.</summary>
    public static Figure Ratio(string benchmark, IEnumerable<double> own, IEnumerable<double> limit, Goal goal) =>
        Create(benchmark, own, limit, own.Zip(limit, (one, other) => one / other), goal);

    /// <summary>Compared by difference, round by round.</summary>
    public static Figure Difference(string benchmark, IEnumerable<double> own, IEnumerable<double> limit, Goal goal) =>
        Create(benchmark, own, limit, own.Zip(limit, (one, other) => one - other), goal);

    /// <summary>The own figure against the goal; the limit's, if there is one, for information.</summary>
    public static Figure Alone(string benchmark, IEnumerable<double> own, Goal goal, IEnumerable<double>? limit = null) =>
        Create(benchmark, own, limit, own, goal);

    /// <summary>With values of its own against the goal.</summary>
    public static Figure Create(
        string benchmark, IEnumerable<double> own, IEnumerable<double>? limit, IEnumerable<double> values, Goal goal)
    {
        var spread = new Spread(values);
        return new Figure(
            benchmark,
            new Spread(own).Median,
            limit is null ? null : new Spread(limit).Median,
            spread.Median,
            spread.Least,
            spread.Most,
            goal.Text,
            goal.IsMetBy(spread.Median));
    }
}
