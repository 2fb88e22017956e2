using System.Text.RegularExpressions;

namespace Packaging.Tests.Manual;

/// <summary>Commands of the CDK's command line, in READMEs and workflows.</summary>
public sealed partial class CdkCommandTests
{
    public static TheoryData<string> Files =>
        ["deploy/README.md", "deploy/docs/runbook.md", ".github/workflows/deploy.yml", ".github/workflows/main.yml"];

    /// <summary>With stacks in parallel it cannot ask: the CLI refuses the default approval, <c>broadening</c>.</summary>
    [Theory, MemberData(nameof(Files))]
    public void A_deployment_in_parallel_asks_for_no_approval(string file) => Assert.All(
        Deployments(file).Where(command => command.Contains("--concurrency", StringComparison.Ordinal)),
        command => Assert.Contains("--require-approval never", command, StringComparison.Ordinal));

    [Fact]
    public void There_are_such_commands() => Assert.NotEmpty(Files.SelectMany(file => Deployments(file.Data)));

    private static IEnumerable<string> Deployments(string file) =>
        Deployment().Matches(RepositoryFiles.Read(file).Replace("\\\n", " ", StringComparison.Ordinal)).Select(command => command.Value);

    [GeneratedRegex(@"\bcdk deploy [^\n]*", RegexOptions.None, 1000)]
    private static partial Regex Deployment();
}
