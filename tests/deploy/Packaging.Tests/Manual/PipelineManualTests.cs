using System.Text.RegularExpressions;
using Packaging.Tests.Scripts;
using Packaging.Tests.Workflows;

namespace Packaging.Tests.Manual;

/// <summary>The manual of the pipeline, <c>deploy/docs/github-actions.md</c>: nothing that one has to set up is missing.</summary>
public sealed partial class PipelineManualTests
{
    private static readonly string Manual = RepositoryFiles.Read("deploy/docs/github-actions.md");

    [Fact]
    public void It_has_every_workflow() =>
        Assert.All(Workflow.Files, file => Assert.Contains($"`{file}`", Manual, StringComparison.Ordinal));

    [Fact]
    public void It_has_every_variable_and_no_other() => Assert.Equal(
        Workflow.Files.SelectMany(file => Variable().Matches(Workflow.Text(file))).Select(name => name.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        VariableRow().Matches(Manual).SelectMany(row => Name().Matches(row.Groups["names"].Value)).Select(name => name.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>The policy <c>ENVIRONMENT-run-setup</c> has what <c>deploy/setup</c> calls; its tests are those of the templates.</summary>
    [Fact]
    public void It_has_the_permission_for_every_call_of_a_script()
    {
        var calls = ShellScript.All.Where(file => file is not "deploy/setup" and not "deploy/migrate")
            .SelectMany(file => Call().Matches(RepositoryFiles.Read(file)))
            .Select(call => Action(call.Groups["service"].Value, call.Groups["action"].Value))
            .Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains("cloudformation:DetectStackDrift", calls);
        Assert.All(calls, action => Assert.Contains($"`{action}`", Manual, StringComparison.Ordinal));
    }

    [Fact]
    public void The_session_of_the_role_that_deploys_is_that_of_the_workflow()
    {
        var seconds = Workflow.Steps("deploy.yml").Select(step => step["with"]["role-duration-seconds"].Text).Single(text => text.Length > 0);

        Assert.Contains($"--max-session-duration {seconds}", Manual, StringComparison.Ordinal);
    }

    private static string Action(string service, string call) =>
        call == "wait" ? $"{service}:DescribeStacks" : $"{service}:{string.Concat(call.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}";

    [GeneratedRegex(@"\bvars\.(?<name>[A-Z_]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\| (?<names>`[A-Z_]+`[A-Z_`, ]*) \| (repository|environments)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex VariableRow();

    [GeneratedRegex("`(?<name>[A-Z_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\baws (?<service>cloudformation|ecr|logs|sqs) (?<action>(?!tail)[a-z-]+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();
}
