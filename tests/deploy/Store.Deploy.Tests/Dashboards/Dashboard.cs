using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Dashboards;

/// <summary>The dashboard of an environment.</summary>
internal sealed class Dashboard(Stacks stacks)
{
    private readonly JsonNode _body = JsonNode.Parse(stacks.One("dashboard", "AWS::CloudWatch::Dashboard").Text("DashboardBody")!)!;

    public IEnumerable<JsonNode> Widgets => _body["widgets"]!.AsArray().Select(widget => widget!);

    public IEnumerable<JsonNode> Panels => Widgets.Where(widget => widget["type"]!.ToString() == "metric");

    public string Text => string.Join('\n', Widgets.Select(widget => widget["properties"]!["markdown"]?.ToString()).OfType<string>());

    /// <summary>The panels of a section, by its heading; those of all services are in the section of the first heading.</summary>
    public Dictionary<string, IReadOnlyList<string>> Section(string heading) => Widgets
        .SkipWhile(widget => widget["properties"]!["markdown"]?.ToString().Split('\n')[0] != heading)
        .Skip(1)
        .TakeWhile(widget => widget["type"]!.ToString() == "metric")
        .ToDictionary(panel => panel["properties"]!["title"]!.ToString(), Lines);

    /// <summary>Namespace, name, dimensions and statistic of each line of a panel; the expression of a search.</summary>
    public static IReadOnlyList<string> Lines(JsonNode panel) =>
        [.. panel["properties"]!["metrics"]!.AsArray().Select(line => Describe(line!.AsArray()))];

    private static string Describe(JsonArray line)
    {
        var options = line[^1]!;
        if (options["expression"] is { } expression)
            return expression.ToString();
        var dimensions = Enumerable.Range(0, (line.Count - 3) / 2).Select(index => $"{line[2 + (2 * index)]}={line[3 + (2 * index)]}");
        return $"{line[0]} {line[1]} {options["stat"]} {string.Join(' ', dimensions)}";
    }
}
