using System.Globalization;
using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Scaling;

/// <summary>
/// A model of target tracking. Its alarms look at the metric every minute: they scale out after 3 minutes above the target, and in after 15
/// minutes below nine tenths of it. The new capacity is the present one times the metric by the target, rounded up. In a cooldown the
/// capacity that the last scale-out added counts, so only a larger scale-out happens (Application Auto Scaling User Guide, "How target
/// tracking scaling works"; API Reference, TargetTrackingScalingPolicyConfiguration). An alarm reads more data points than it evaluates, and
/// skips missing ones (Amazon CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data").
/// </summary>
internal sealed record TargetTracking(
    string Expression, IReadOnlyDictionary<string, string> Metrics, double Target, int ScaleOutCooldown, int ScaleInCooldown)
{
    private const int HighMinutes = 3;
    private const int LowMinutes = 15;
    private const int MoreMinutes = 3;

    /// <summary>Reads a policy of a template.</summary>
    public static TargetTracking Read(Resource policy)
    {
        const string Configuration = "TargetTrackingScalingPolicyConfiguration";
        var metrics = policy.List($"{Configuration}.CustomizedMetricSpecification.Metrics");
        return new TargetTracking(
            metrics.Single(metric => metric["ReturnData"]!.GetValue<bool>())[nameof(Expression)]!.ToString(),
            metrics.Where(metric => metric["MetricStat"] is not null).ToDictionary(metric => metric["Id"]!.ToString(), Name, StringComparer.Ordinal),
            double.Parse(policy.Text($"{Configuration}.TargetValue")!, CultureInfo.InvariantCulture),
            Seconds("ScaleOutCooldown"),
            Seconds("ScaleInCooldown"));

        int Seconds(string cooldown) => int.Parse(policy.Text($"{Configuration}.{cooldown}")!, CultureInfo.InvariantCulture);
        static string Name(JsonNode metric) => metric["MetricStat"]!["Metric"]!["MetricName"]!.ToString();
    }

    /// <summary>The desired tasks in each minute of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="metrics">Its metrics.</param>
    /// <param name="maxTasks">The maximum number of tasks; the minimum is 1.</param>
    /// <param name="arrivals">New messages by minute.</param>
    /// <param name="minutes">How long.</param>
    public IReadOnlyList<int> Simulate(
        SimulatedService service, ScalingMetrics metrics, int maxTasks, IReadOnlyDictionary<int, int> arrivals, int minutes)
    {
        List<int> desired = [];
        var (beforeCooldown, outAt, inAt) = (service.Desired, double.NegativeInfinity, double.NegativeInfinity);
        for (var minute = 0; minute < minutes; minute++)
        {
            service.Visible += arrivals.GetValueOrDefault(minute);
            metrics.Add(service.Visible, service.Desired, service.Running);
            if (minute - outAt >= ScaleOutCooldown / 60.0)
                beforeCooldown = service.Desired;
            var wanted = Wanted(beforeCooldown, HighMinutes, value => value > Target);
            if (wanted > service.Desired)
            {
                outAt = minute;
                service.Scale(Math.Min(wanted, maxTasks));
            }
            else if (minute - Math.Max(outAt, inAt) >= ScaleInCooldown / 60.0
                && Wanted(service.Desired, LowMinutes, value => value < Target * 0.9) is var fewer and >= 0
                && fewer < service.Desired)
            {
                inAt = minute;
                service.Scale(Math.Max(fewer, 1));
            }

            service.Minute();
            desired.Add(service.Desired);
        }

        return desired;

        int Wanted(int capacity, int count, Func<double, bool> breaches)
        {
            var values = metrics.Evaluate(Expression, Metrics, count + MoreMinutes).OfType<double>().TakeLast(count).ToList();
            return values.Count == count && values.TrueForAll(value => breaches(value)) ? (int)Math.Ceiling(capacity * values[^1] / Target) : -1;
        }
    }
}
