using System.Text.Json;
using System.Text.RegularExpressions;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Nag;

/// <summary>The rules "AwsSolutions" of cdk-nag: each finding is fixed, or accepted with a reason in <c>accepted.json</c>.</summary>
public sealed class CdkNagTests(Synthesized synthesized)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Nag");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    [Fact]
    public async Task Every_finding_has_a_reason_and_every_reason_a_finding()
    {
        NodeJs.SkipWhereMissing();
        await NpmPackages.InstallAsync(Folder);
        Stacks[] all =
            [synthesized.Dev, synthesized.Prod, synthesized.Extended, synthesized.Existing, synthesized.Prometheus, synthesized.Gateway, synthesized.Images];
        var findings = await CheckAsync(all.SelectMany(stacks => stacks.Files).DistinctBy(File.ReadAllText, StringComparer.Ordinal));
        var accepted = Read<IReadOnlyList<Accepted>>(await File.ReadAllTextAsync(Path.Combine(Folder, "accepted.json"), TestContext.Current.CancellationToken));

        Assert.NotEmpty(findings);
        var unexplained = findings.Where(finding => !accepted.Any(one => one.Covers(finding))).ToList();
        var unused = accepted.Where(one => !findings.Any(one.Covers)).ToList();
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
        Assert.True(unused.Count == 0, string.Join('\n', unused));
        Assert.DoesNotContain(accepted, one => string.IsNullOrWhiteSpace(one.Reason));
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(IEnumerable<string> templates)
    {
        var (code, output) = await Tool.RunAsync("node", [Path.Combine(Folder, "check.cjs"), .. templates]);
        Assert.True(code == 0, output);
        return Read<IReadOnlyList<Finding>>(output[output.IndexOf('[', StringComparison.Ordinal)..]);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)!;

    /// <param name="Rule">Such as <c>AwsSolutions-IAM5[Resource::*]</c>.</param>
    /// <param name="Stack">The stack.</param>
    /// <param name="Resource">Its logical id.</param>
    /// <param name="Type">Its type.</param>
    private sealed record Finding(string Rule, string Stack, string Resource, string Type);

    /// <param name="Rule">The rule, with what it found in brackets; a regular expression.</param>
    /// <param name="Where">The stack; a regular expression.</param>
    /// <param name="Reason">Why it is accepted.</param>
    private sealed record Accepted(string Rule, string Where, string Reason)
    {
        public bool Covers(Finding finding) => Matches(finding.Rule, Rule) && Matches(finding.Stack, Where);

        private static bool Matches(string text, string pattern) =>
            Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
