namespace Benchmarks.Report;

/// <summary>The values of several rounds. On a noisy machine the median counts.</summary>
internal sealed class Spread(IEnumerable<double> values)
{
    private readonly List<double> _sorted = [.. values.Order()];

    public double Median => At(0.5);

    public double Least => _sorted[0];

    public double Most => _sorted[^1];

    /// <summary>The value below which so much lies, between two neighbours in proportion.</summary>
    /// <param name="share">0 to 1; 0.5 is the median.</param>
    public double At(double share)
    {
        var place = share * (_sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, _sorted.Count - 1);
        return _sorted[below] + ((place - below) * (_sorted[above] - _sorted[below]));
    }
}
