using System.Reflection;
using System.Text.RegularExpressions;
using Store.Deploy.Metrics;
using Store.Deploy.Telemetry;
using Store.Deploy.Tests.Alarms;
using Store.Deploy.Tests.Dashboards;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Telemetry;

/// <summary>
/// The way of each of the workers' own metrics to CloudWatch: from the instrument, through the collector, to alarms and dashboard. That the
/// tables of the READMEs have all instruments is tested beside these.
/// </summary>
public sealed partial class ExportedMetricTests(Synthesized synthesized)
{
    private static readonly string Root = DeployApp.FindRoot();

    private static readonly string Collector = File.ReadAllText(Path.Combine(Root, "deploy", "observability", "collector", "to-cloudwatch.yaml"));

    private static readonly string[] Dimensions = [WorkerMetrics.Service, WorkerMetrics.Outcome];

    /// <summary>The rows of the tables of metrics, by name.</summary>
    private static readonly Dictionary<string, string> Instruments =
        new[] { "Workers.EventBridge", "Workers.Hosting" }
            .SelectMany(folder => File.ReadLines(Path.Combine(Root, "services", "platform", folder, "README.md")))
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .ToDictionary(row => row.Groups["name"].Value, row => row.Value, StringComparer.Ordinal);

    private static IReadOnlyList<string> Exported => [.. Kept().Matches(Collector).Select(match => match.Groups["name"].Value)];

    [Fact]
    public void The_collector_exports_those_that_the_app_knows_and_no_other()
    {
        var known = typeof(WorkerMetrics).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!).Except(Dimensions, StringComparer.Ordinal);

        Assert.Equal(known.Order(StringComparer.Ordinal), Exported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_has_an_instrument() => Assert.All(Exported, name => Assert.Contains(name, Instruments.Keys));

    [Fact]
    public void Each_is_shown_and_no_other()
    {
        var shown = Own(new Dashboard(synthesized.Dev).Panels.SelectMany(Dashboard.Lines)).Select(line => line.Name);

        Assert.Equal(Exported.Order(StringComparer.Ordinal), shown.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Alarms_are_on_those_alone()
    {
        var watched = Own(synthesized.Dev.Alarms().SelectMany(alarm => alarm.Metrics().Values.Append(alarm.Describe()))).Select(line => line.Name).ToList();

        Assert.NotEmpty(watched);
        Assert.Empty(watched.Except(Exported, StringComparer.Ordinal));
    }

    [Fact]
    public void Panels_and_alarms_have_the_dimensions_with_which_the_collector_exports_a_metric()
    {
        var lines = new Dashboard(synthesized.Dev).Panels.SelectMany(Dashboard.Lines)
            .Concat(synthesized.Dev.Alarms().SelectMany(alarm => alarm.Metrics().Values.Append(alarm.Describe())));

        Assert.All(Own(lines), line =>
        {
            var declared = Assert.Single(Declaration().Matches(Collector), declaration => Selects(declaration, line.Name));
            Assert.Equal(declared.Groups["dimensions"].Value.Split(", "), line.Dimensions);
        });
    }

    [Fact]
    public void A_dimension_is_the_services_name_or_an_attribute_of_the_instrument() => Assert.All(
        Declaration().Matches(Collector),
        declaration => Assert.All(
            declaration.Groups["dimensions"].Value.Split(", ").Except([WorkerMetrics.Service], StringComparer.Ordinal),
            attribute => Assert.All(
                Exported.Where(name => Selects(declaration, name)),
                name => Assert.Contains($"`{attribute}`", Instruments[name], StringComparison.Ordinal))));

    /// <summary>Otherwise the collector would send its change, 0 while it stays open, and CloudWatch would have no percentiles.</summary>
    [Fact]
    public void The_collector_sends_a_state_as_a_gauge_and_programs_send_histograms_with_percentiles()
    {
        Assert.Contains("| `workers.circuit.open` | up-down counter |", Instruments[WorkerMetrics.OpenCircuit], StringComparison.Ordinal);
        Assert.Contains("convert_sum_to_gauge() where metric.name == \"workers.circuit.open\"", Collector, StringComparison.Ordinal);
        Assert.Contains("| `workers.event.latency` | histogram |", Instruments[WorkerMetrics.Latency], StringComparison.Ordinal);
        Assert.All(Names.All, service => Assert.Equal(
            "base2_exponential_bucket_histogram",
            synthesized.Prod.Container(service.Data, service.Data).Variables()["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"]));
    }

    private static IEnumerable<(string Name, IEnumerable<string> Dimensions)> Own(IEnumerable<string> lines) =>
        from line in lines
        where line.StartsWith("Workers/dev ", StringComparison.Ordinal)
        let words = line.Split(' ')
        select (words[1], words.Skip(3).Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=')[0]));

    private static bool Selects(Match declaration, string name) =>
        Regex.IsMatch(name, declaration.Groups["selector"].Value, RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"name != ""(?<name>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kept();

    [GeneratedRegex(@"- dimensions: \[\[(?<dimensions>[^\]]+)\]\]\s+metric_name_selectors: \['(?<selector>[^']+)'\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \| (counter|histogram|gauge|up-down counter) \|.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
