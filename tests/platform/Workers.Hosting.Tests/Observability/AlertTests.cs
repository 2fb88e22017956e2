using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Workers.Hosting.Tests.Observability;

[Collection<RunningWorker>]
public sealed partial class AlertTests(Instruments instruments)
{
    private static readonly List<Dictionary<object, object>> Rules =
    [
        .. new Deserializer()
            .Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(
                RepositoryFiles.Read("deploy", "observability", "alerts.yaml"))
            ["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<Dictionary<object, object>>(),
    ];

    [Fact]
    public void Refer_only_to_metrics_and_labels_that_exist()
    {
        var check = new QueryCheck(instruments);

        Assert.NotEmpty(Rules);
        Assert.Empty(Rules.SelectMany(rule => check.Problems(new PromQuery((string)rule["expr"]))));
    }

    [Fact]
    public void Tell_labels_that_their_expression_leaves() => Assert.All(Rules, rule =>
    {
        var left = new PromQuery((string)rule["expr"]).Groups.ToHashSet(StringComparer.Ordinal);
        var told = Told().Matches((string)Annotations(rule)["summary"]).Select(match => match.Groups["label"].Value);

        Assert.Empty(told.Except(left));
    });

    [Fact]
    public void Say_how_bad_it_is_and_what_to_do() => Assert.All(Rules, rule =>
    {
        Assert.Contains(((Dictionary<object, object>)rule["labels"])["severity"], new object[] { "critical", "warning" });
        Assert.True(rule.ContainsKey("for"), $"{rule["alert"]}");
        Assert.NotEqual("", Annotations(rule)["description"]);
    });

    [Fact]
    public void Lead_to_a_section_that_exists() => Assert.All(Rules, rule =>
    {
        var (file, section) = ((string)Annotations(rule)["runbook"]).Split('#') is [var path, var heading] ? (path, heading) : ("", "");

        Assert.Contains(section, Headings(RepositoryFiles.Read(file.Split('/'))));
    });

    private static Dictionary<object, object> Annotations(Dictionary<object, object> rule) =>
        (Dictionary<object, object>)rule["annotations"];

    private static IEnumerable<string> Headings(string text) => text.Split('\n')
        .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
        .Select(line => line[3..].Trim().ToLowerInvariant().Replace(' ', '-'));

    [GeneratedRegex(@"\$labels\.(?<label>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Told();
}
