using System.Text.Json.Nodes;
using Store.Deploy.Metrics;
using Workers.Deploy;

namespace Store.Deploy.Dashboards;

/// <summary>A graph of the dashboard.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Unit">Label of its axis.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record Panel(string Title, string Unit, IReadOnlyList<Line> Lines)
{
    /// <summary>Whether it has values of 0 and above, stacked.</summary>
    public bool IsStacked { get; init; }

    /// <summary>Its widget, without a position.</summary>
    /// <param name="region">The region of its metrics.</param>
    public JsonObject ToWidget(string region) => new()
    {
        ["type"] = "metric",
        ["properties"] = new JsonObject
        {
            ["title"] = Title,
            ["region"] = region,
            ["view"] = "timeSeries",
            ["stacked"] = IsStacked,
            ["period"] = 60,
            ["yAxis"] = new JsonObject { ["left"] = new JsonObject { ["min"] = 0, ["label"] = Unit, ["showUnits"] = false } },
            ["metrics"] = new JsonArray([.. Lines.Select(line => line.ToJson())]),
        },
    };
}

/// <summary>A line of a graph: a metric, or all metrics that a search finds.</summary>
internal sealed record Line
{
    private readonly JsonArray _json;

    /// <summary>A line of one metric.</summary>
    public Line(CloudWatchMetric metric, string statistic, string label) => _json =
    [
        metric.Namespace,
        metric.Name,
        .. metric.Dimensions.SelectMany(dimension => new JsonNode?[] { dimension.Name, dimension.Value }),
        new JsonObject { ["stat"] = statistic, ["label"] = label },
    ];

    /// <summary>
    /// A line for each metric that a search finds, by words of its dimension's value. It finds resources whose name CloudFormation chose,
    /// and needs no reference to their stack, which would keep them from being replaced.
    /// </summary>
    /// <param name="schema">Namespace and dimensions, e.g. <c>AWS/RDS,DBInstanceIdentifier</c>.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="words">Words of the value, e.g. <c>prod-database</c>.</param>
    /// <param name="statistic">The statistic.</param>
    /// <param name="label">The label.</param>
    public Line(string schema, string metric, string words, string statistic, string label) => _json =
    [
        new JsonObject
        {
            ["expression"] = $$"""SEARCH('{{{schema}}} MetricName="{{metric}}" {{words}}', '{{statistic}}')""",
            ["label"] = label,
        },
    ];

    public JsonNode ToJson() => _json.DeepClone();
}
