namespace Store.Deploy.Tests.Scaling;

/// <summary>What SQS and Container Insights have reported of a service, minute by minute; each with its delay.</summary>
/// <param name="sqsDelay">Minutes until CloudWatch has a data point of SQS.</param>
/// <param name="insightsDelay">Minutes until CloudWatch has a data point of Container Insights.</param>
internal sealed class ScalingMetrics(int sqsDelay, int insightsDelay)
{
    private readonly List<(double? Visible, double? Desired, double? Running)> _minutes = [];

    public void Add(double? visible, double? desired, double? running) => _minutes.Add((visible, desired, running));

    /// <summary>The values of an expression in the last minutes, the latest last.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">The name of each metric, by its id in the expression.</param>
    /// <param name="minutes">Number of minutes that CloudWatch looks at.</param>
    public double?[] Evaluate(string expression, IReadOnlyDictionary<string, string> names, int minutes) => MetricMath.Evaluate(
        expression, names.ToDictionary(pair => pair.Key, pair => Series(pair.Value, minutes), StringComparer.Ordinal));

    private double?[] Series(string metric, int minutes)
    {
        var delay = metric == "ApproximateNumberOfMessagesVisible" ? sqsDelay : insightsDelay;
        var now = _minutes.Count - 1;
        return [.. Enumerable.Range(now - minutes + 1, minutes).Select(minute => minute < 0 || minute > now - delay
            ? null
            : metric switch
            {
                "ApproximateNumberOfMessagesVisible" => _minutes[minute].Visible,
                "DesiredTaskCount" => _minutes[minute].Desired,
                "RunningTaskCount" => _minutes[minute].Running,
                _ => throw new ArgumentException($"The model has no metric {metric}.", nameof(metric)),
            })];
    }
}
