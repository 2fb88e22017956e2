using System.Text.Json.Nodes;

namespace Workers.Hosting.Tests.Observability;

[Collection<RunningWorker>]
public sealed class GrafanaDashboardTests(Instruments instruments)
{
    private static readonly JsonNode Dashboard =
        JsonNode.Parse(RepositoryFiles.Read("deploy", "observability", "grafana", "workers.json"))!;

    private static IEnumerable<JsonNode> Targets =>
        Dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? []).Select(target => target!);

    private static IEnumerable<JsonNode> Variables => Dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!);

    [Fact]
    public void Refers_only_to_metrics_and_labels_that_exist()
    {
        var check = new QueryCheck(instruments);
        var queries = Targets.Select(target => new PromQuery((string)target["expr"]!)).ToList();

        Assert.NotEmpty(queries);
        Assert.Empty(queries.SelectMany(check.Problems));
    }

    [Fact]
    public void Finds_services_and_queues_by_metrics_and_labels_that_exist()
    {
        var check = new QueryCheck(instruments);
        var lookups = Variables.Where(variable => (string)variable["type"]! == "query")
            .Select(variable => ((string)variable["definition"]!)["label_values(".Length..^1])
            .Select(arguments => arguments.Split(", ") is [.. var metric, var label]
                ? new PromQuery($"group by ({label}) ({string.Join(", ", metric)})")
                : throw new InvalidOperationException(arguments))
            .ToList();

        Assert.Equal(2, lookups.Count);
        Assert.Empty(lookups.SelectMany(check.Problems));
    }

    [Fact]
    public void Shows_each_of_the_workers_own_metrics()
    {
        var shown = Targets.SelectMany(target => new PromQuery((string)target["expr"]!).Metrics).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(instruments.Own, instrument => !PrometheusNames.Of(instrument).Any(shown.Contains));
    }

    [Fact]
    public void Leads_from_each_histogram_to_traces()
    {
        var graphs = Dashboard["panels"]!.AsArray().Where(panel => (string)panel!["type"]! == "timeseries");
        var quantiles = graphs.SelectMany(panel => panel!["targets"]!.AsArray())
            .Where(target => ((string)target!["expr"]!).StartsWith("histogram_quantile", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(quantiles);
        Assert.All(quantiles, target => Assert.True((bool?)target!["exemplar"], (string)target["expr"]!));
    }
}
