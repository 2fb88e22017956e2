using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>Alarms of templates as text.</summary>
internal static class AlarmDescriptions
{
    public static IEnumerable<Resource> Alarms(this Stacks stacks) => stacks.Of("AWS::CloudWatch::Alarm");

    public static Resource Alarm(this Stacks stacks, string name) =>
        Assert.Single(stacks.Alarms(), alarm => alarm.Text("AlarmName") == name);

    /// <summary>Metric, statistic, dimensions and threshold; the expression of an alarm on several metrics.</summary>
    public static string Describe(this Resource alarm)
    {
        var expression = alarm.List("Metrics").FirstOrDefault(metric => metric["ReturnData"]?.GetValue<bool>() != false)?["Expression"];
        var dimensions = alarm.List("Dimensions").Select(pair => $"{pair["Name"]}={pair["Value"]}");
        var metric = $"{alarm.Text("Namespace")} {alarm.Text("MetricName")} {alarm.Text("Statistic") ?? alarm.Text("ExtendedStatistic")} {string.Join(' ', dimensions)}";
        return $"{expression?.ToString() ?? metric} {alarm.Text("ComparisonOperator")} {alarm.Text("Threshold")}";
    }

    /// <summary>The metrics in the expression of an alarm: namespace, name, statistic and dimensions by id.</summary>
    public static Dictionary<string, string> Metrics(this Resource alarm) => alarm.List("Metrics")
        .Where(metric => metric["MetricStat"] is not null)
        .ToDictionary(metric => metric["Id"]!.ToString(), metric =>
        {
            var (stat, measured) = (metric["MetricStat"]!, metric["MetricStat"]!["Metric"]!);
            var dimensions = measured["Dimensions"]!.AsArray().Select(pair => $"{pair!["Name"]}={pair["Value"]}");
            return $"{measured["Namespace"]} {measured["MetricName"]} {stat["Stat"]} {string.Join(' ', dimensions)}";
        });
}
