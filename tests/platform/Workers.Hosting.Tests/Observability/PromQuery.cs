using System.Text.RegularExpressions;

namespace Workers.Hosting.Tests.Observability;

/// <summary>What a PromQL expression refers to. It is read by its tokens: enough for expressions without a brace within a string.</summary>
/// <param name="Expression">The expression.</param>
internal sealed partial record PromQuery(string Expression)
{
    private static readonly string[] Keywords = ["and", "or", "unless", "offset", "bool"];

    /// <summary>Names of its metrics.</summary>
    public IEnumerable<string> Metrics =>
        Names().Matches(Ranges().Replace(Groupings().Replace(Matchers().Replace(Expression, " "), " "), " "))
            .Select(name => name.Value)
            .Except(Keywords);

    /// <summary>Labels that it groups or joins by.</summary>
    public IEnumerable<string> Groups => Groupings().Matches(Expression).SelectMany(
        group => group.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Labels by which it picks time series, with the values that it names.</summary>
    public IEnumerable<(string Metric, string Label, string[] Values)> Picks =>
        from selector in Selectors().Matches(Expression)
        from pick in Pick().Matches(selector.Groups["matchers"].Value)
        select (selector.Groups["metric"].Value, pick.Groups["label"].Value, pick.Groups["values"].Value.Split('|'));

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Groupings();

    [GeneratedRegex(@"(?<![\w.$])[a-zA-Z_]\w*(?!\w|\s*\()", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"(?<metric>\w+)\{(?<matchers>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selectors();

    [GeneratedRegex("(?<label>\\w+)\\s*(=~|!~|!=|=)\\s*\"(?<values>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pick();
}
