using System.Globalization;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Scaling;

/// <summary>
/// A model of an alarm and its step scaling policy. The alarm looks at the metric every minute, and acts in each minute in which all of its
/// evaluated data points breach; it reads more data points than it evaluates, and skips missing ones (Amazon CloudWatch User Guide, "Configuring
/// how CloudWatch alarms treat missing data", "Alarm actions"). The policy acts again after its cooldown (Application Auto Scaling User Guide, "How step
/// scaling works").
/// </summary>
internal sealed record StepScaling(string Expression, IReadOnlyDictionary<string, string> Metrics, int Periods, int Adjustment, int Cooldown)
{
    private const int MoreMinutes = 3;

    /// <summary>Reads an alarm and its policy of a template.</summary>
    public static StepScaling Read(Resource alarm, Resource policy)
    {
        Assert.Equal("1 GreaterThanOrEqualToThreshold notBreaching", $"{alarm.Text("Threshold")} {alarm.Text("ComparisonOperator")} {alarm.Text("TreatMissingData")}");
        Assert.Equal("ChangeInCapacity", policy.Text("StepScalingPolicyConfiguration.AdjustmentType"));
        var metrics = alarm.List("Metrics");
        return new StepScaling(
            metrics.Single(metric => metric[nameof(Expression)] is not null)[nameof(Expression)]!.ToString(),
            metrics.Where(metric => metric["MetricStat"] is not null).ToDictionary(
                metric => metric["Id"]!.ToString(), metric => metric["MetricStat"]!["Metric"]!["MetricName"]!.ToString(), StringComparer.Ordinal),
            Number(alarm, "EvaluationPeriods"),
            Number(policy, "StepScalingPolicyConfiguration.StepAdjustments.0.ScalingAdjustment"),
            Number(policy, "StepScalingPolicyConfiguration.Cooldown"));

        static int Number(Resource resource, string path) => int.Parse(resource.Text(path)!, CultureInfo.InvariantCulture);
    }

    /// <summary>The desired tasks in each minute of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="metrics">Its metrics.</param>
    /// <param name="reportsNone">Whether Container Insights reports a service without tasks.</param>
    /// <param name="arrival">The minute in which ten messages arrive.</param>
    /// <param name="quiet">Minutes after that in which SQS reports nothing yet: the queue was inactive before.</param>
    /// <param name="minutes">How long.</param>
    public IReadOnlyList<int> Simulate(SimulatedService service, ScalingMetrics metrics, bool reportsNone, int arrival, int quiet, int minutes)
    {
        List<int> desired = [];
        var lastAt = double.NegativeInfinity;
        for (var minute = 0; minute < minutes; minute++)
        {
            service.Visible += minute == arrival ? 10 : 0;
            var isReported = reportsNone || service.Desired > 0;
            metrics.Add(quiet > 0 && minute < arrival + quiet ? null : service.Visible, isReported ? service.Desired : null, isReported ? service.Running : null);
            var values = metrics.Evaluate(Expression, Metrics, Periods + MoreMinutes).OfType<double>().TakeLast(Periods).ToList();
            if (values.Count == Periods && values.TrueForAll(value => value >= 1) && minute - lastAt >= Cooldown / 60.0)
            {
                lastAt = minute;
                service.Scale(service.Desired + Adjustment);
            }

            service.Minute();
            desired.Add(service.Desired);
        }

        return desired;
    }
}
