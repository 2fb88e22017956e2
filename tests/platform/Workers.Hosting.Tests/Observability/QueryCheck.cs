namespace Workers.Hosting.Tests.Observability;

/// <summary>Looks for what queries refer to and no worker delivers.</summary>
internal sealed class QueryCheck
{
    /// <summary>Labels that the way into Prometheus adds: service, process, and the bound of a bucket.</summary>
    private static readonly string[] Added = ["job", "instance", "le"];

    private readonly Dictionary<string, IReadOnlyList<string>> _labels = new(StringComparer.Ordinal);

    public QueryCheck(Instruments instruments)
    {
        // Of the workers' own metrics the table tells all attributes, also those that were not measured here; of others what was seen.
        var told = MetricTables.Rows.ToDictionary(row => row.Name, row => row.Attributes);
        foreach (var instrument in instruments.All)
        {
            var attributes = told.GetValueOrDefault(instrument.Name)
                ?? [.. instruments.Attributes.Where(one => one.Name == instrument.Name).Select(one => one.Attribute)];
            foreach (var name in PrometheusNames.Of(instrument))
                _labels[name] = [.. attributes.Select(PrometheusNames.OfAttribute), .. Added];
        }
    }

    /// <summary>What is wrong with a query; nothing when all of it exists.</summary>
    public IEnumerable<string> Problems(PromQuery query)
    {
        var metrics = query.Metrics.ToList();
        if (metrics.Count == 0)
            yield return $"There is no metric in {query.Expression}";
        foreach (var metric in metrics.Where(metric => !_labels.ContainsKey(metric)))
            yield return $"There is no metric {metric}";
        foreach (var label in query.Groups.Where(label => !metrics.Exists(metric => Labels(metric).Contains(label))))
            yield return $"No metric of {query.Expression} has a label {label}";
        foreach (var (metric, label, values) in query.Picks)
        {
            if (!Labels(metric).Contains(label))
                yield return $"{metric} has no label {label}";
            foreach (var value in values.Where(value => !Exists(label, value)))
                yield return $"{label} is never {value}";
        }
    }

    private IReadOnlyList<string> Labels(string metric) => _labels.GetValueOrDefault(metric) ?? [];

    private static bool Exists(string label, string value) => label switch
    {
        "workers_outcome" => Constants.Outcomes.Contains(value),
        "workers_message_state" =>
            MetricTables.Rows.Single(row => row.Name == "workers.queue.backlog").Meaning.Contains($"`{value}`", StringComparison.Ordinal),

        // A variable of the dashboard, or any at all.
        _ => value is ['$', ..] or "",
    };
}
