using System.Text.RegularExpressions;

namespace Packaging.Tests.Workflows;

/// <summary>The GitHub Actions: nobody else's code by a name that can be moved, and no more rights than a job needs.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Files => [.. Workflow.Files];

    [Theory, MemberData(nameof(Files))]
    public void Name_each_action_by_its_commit_and_tell_its_version(string file)
    {
        var uses = Uses().Matches(Workflow.Text(file)).Select(match => match.Groups["what"].Value.Trim()).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, what => Assert.Matches(@"^(\./\.github/workflows/[a-z-]+\.yml|[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", what));
    }

    [Theory, MemberData(nameof(Files))]
    public void May_read_the_sources_and_nothing_else_by_default(string file)
    {
        var permission = Assert.Single(Workflow.Read(file)["permissions"].Map);

        Assert.Equal(("contents", "read"), (permission.Key, permission.Value.Text));
    }

    /// <summary>An identity at AWS is useless without a role that trusts it; these change something at GitHub.</summary>
    [Fact]
    public void Let_three_jobs_write_what_they_have_to_and_the_others_nothing() => Assert.Equal(
        ["codeql.yml analyze security-events", "release.yml images packages", "release.yml release contents"],
        from file in Workflow.Files
        from job in Workflow.Read(file)["jobs"].Map
        from permission in job.Value["permissions"].Map
        where permission.Value.Text != "read" && permission.Key != "id-token"
        select $"{file} {job.Key} {permission.Key}");

    [Theory, MemberData(nameof(Files))]
    public void Give_an_identity_at_AWS_to_jobs_that_use_it_and_no_others(string file) => Assert.All(
        Workflow.Read(file)["jobs"].Map.Values.Where(job => !job["uses"].Exists),
        job => Assert.Equal(Credentials(job).Any(), job["permissions"]["id-token"].Text == "write"));

    [Theory, MemberData(nameof(Files))]
    public void Refuse_credentials_of_other_accounts(string file) => Assert.All(
        Workflow.Read(file)["jobs"].Map.Values.SelectMany(Credentials),
        step => Assert.Equal("${{ vars.AWS_ACCOUNTS }}", step["with"]["allowed-account-ids"].Text));

    [Theory, MemberData(nameof(Files))]
    public void Never_run_a_strangers_change_with_the_repositorys_rights(string file) =>
        Assert.DoesNotContain("pull_request_target", Workflow.Text(file), StringComparison.Ordinal);

    [Theory, MemberData(nameof(Files))]
    public void Put_nothing_that_others_wrote_into_a_script(string file) =>
        Assert.All(Workflow.Steps(file), step => Assert.DoesNotContain("${{", step["run"].Text, StringComparison.Ordinal));

    [Theory, MemberData(nameof(Files))]
    public void Leave_no_credentials_beside_the_sources(string file) => Assert.All(
        Workflow.Steps(file).Where(step => step["uses"].Text.StartsWith("actions/checkout@", StringComparison.Ordinal)),
        step => Assert.Equal("false", step["with"]["persist-credentials"].Text));

    [Theory, MemberData(nameof(Files))]
    public void End_a_job_that_hangs(string file) => Assert.All(
        Workflow.Read(file)["jobs"].Map.Values.Where(job => !job["uses"].Exists),
        job => Assert.Matches("^[0-9]+$", job["timeout-minutes"].Text));

    [Theory, MemberData(nameof(Files))]
    public void End_a_job_before_its_credentials(string file) => Assert.All(
        Workflow.Read(file)["jobs"].Map.Values.SelectMany(job => Credentials(job).Select(step => (job, step))),
        one => Assert.InRange(
            60 * Workflow.Number(one.job["timeout-minutes"]),
            1,
            one.step["with"]["role-duration-seconds"] is { Exists: true } duration ? Workflow.Number(duration) : 3600));

    [Theory, MemberData(nameof(Files))]
    public void Fetch_no_package_once_a_job_has_credentials(string file) => Assert.All(
        Workflow.Read(file)["jobs"].Map.Values.Select(job => job["steps"].List),
        steps => Assert.DoesNotContain(steps.SkipWhile(step => !IsCredentials(step)), step => Fetches().IsMatch(step["run"].Text)));

    [Theory]
    [InlineData("deploy.yml", "deploy")]
    [InlineData("diff.yml", "diff")]
    [InlineData("main.yml", "images")]
    public void Run_the_CDK_that_the_lock_file_names_and_build_its_app_without_credentials(string file, string job)
    {
        var before = Workflow.Read(file)["jobs"][job]["steps"].List.TakeWhile(step => !IsCredentials(step));

        Assert.Contains(before, step => step["run"].Text.Trim() == "npm ci --ignore-scripts\ndotnet build Store.Deploy -p:RestoreLockedMode=true");
        Assert.Contains(Workflow.Steps(file), step => step["run"].Text.Contains("node_modules/.bin/cdk ", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Files))]
    public void Take_locked_packages_alone(string file) => Assert.All(
        Workflow.Steps(file).SelectMany(step => step["run"].Text.Split('\n')).Where(line => Fetches().IsMatch(line)),
        line => Assert.Matches("^ *(npm ci --ignore-scripts|dotnet (build|pack) .*-p:RestoreLockedMode=true.*)$", line));

    private static IEnumerable<Yaml> Credentials(Yaml job) => job["steps"].List.Where(IsCredentials);

    private static bool IsCredentials(Yaml step) => step["uses"].Text.StartsWith("aws-actions/configure-aws-credentials@", StringComparison.Ordinal);

    [GeneratedRegex(@"^[\s-]*uses:(?<what>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"\b(npx|npm|dotnet (restore|build|pack|publish|run|tool))\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fetches();
}
