using System.Text.RegularExpressions;

namespace Store.Deploy.Tests.Alarms;

/// <summary>What an alarm's description says beside its meaning.</summary>
internal static partial class AlarmPattern
{
    public static (string Severity, string Runbook, string Anchor) Of(string description)
    {
        var match = Description().Match(description);
        Assert.True(match.Success, description);
        return (match.Groups["severity"].Value, match.Groups["runbook"].Value, match.Groups["anchor"].Value);
    }

    public static string Url(string description) => Of(description) is var (_, runbook, anchor) ? $"{runbook}#{anchor}" : "";

    /// <summary>An alarm's name as the runbook writes it: without environment and service.</summary>
    public static string Suffix(string name, IReadOnlyList<string> services) =>
        services.Where(service => name.StartsWith(service + "-", StringComparison.Ordinal)).MaxBy(service => service.Length) is { } service
            ? "…" + name[service.Length..]
            : name;

    [GeneratedRegex(@"^\[(?<severity>page|ticket)\] \S.+\. Runbook: (?<runbook>[^#\s]+)#(?<anchor>[a-z-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Description();
}
