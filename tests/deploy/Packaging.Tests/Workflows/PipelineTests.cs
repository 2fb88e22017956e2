namespace Packaging.Tests.Workflows;

/// <summary>The way of a commit to the environments.</summary>
public sealed class PipelineTests
{
    [Fact]
    public void An_environment_decides_who_deploys_and_is_deployed_once_at_a_time()
    {
        var deploy = Workflow.Read("deploy.yml")["jobs"]["deploy"];

        Assert.Equal("${{ inputs.environment }}", deploy["environment"].Text);
        Assert.Equal("deploy-${{ inputs.environment }}", deploy["concurrency"]["group"].Text);
    }

    [Fact]
    public void A_commit_passes_its_tests_then_dev_then_the_smoke_test_then_prod()
    {
        var jobs = Workflow.Read("main.yml")["jobs"];

        Assert.Equal(["test", "images", "dev", "images"], new[] { "images", "dev", "smoke", "prod-diff" }.Select(job => jobs[job]["needs"].Text));
        Assert.Equal(["images", "dev", "smoke", "prod-diff"], jobs["prod"]["needs"].Texts);
        Assert.Equal(
            "${{ !cancelled() && !failure() && needs.dev.result == 'success' && vars.DEPLOY_PROD == 'true' }}", jobs["prod"]["if"].Text);
    }

    [Fact]
    public void Prod_is_compared_before_its_reviewers_decide_with_a_role_that_only_reads()
    {
        var diff = Workflow.Read("main.yml")["jobs"]["prod-diff"];

        Assert.Equal("./.github/workflows/diff.yml", diff["uses"].Text);
        Assert.Equal(("prod", "${{ vars.PROD_READ_ROLE }}"), (diff["with"]["environment"].Text, diff["with"]["role"].Text));
        Assert.False(Workflow.Read("diff.yml")["jobs"]["diff"]["environment"].Exists);
        Assert.Contains("GITHUB_STEP_SUMMARY", Workflow.Scripts("diff.yml", "diff")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void All_images_that_a_task_needs_are_pushed_and_then_scanned_before_an_environment_gets_them()
    {
        var scripts = string.Concat(Workflow.Scripts("main.yml", "images"));

        Assert.Matches(@"(?s)\.github/images --push ""\$REGISTRY"" ""\$TAG"".*\.github/third-party-images ""\$REGISTRY"".*\.github/scan-images ""\$REGISTRY"" ""\$TAG""", scripts);
    }

    [Fact]
    public void Every_environment_gets_the_tag_of_the_images_that_were_pushed() => Assert.All(
        new[] { "dev", "prod-diff", "prod" },
        job => Assert.Equal("${{ needs.images.outputs.tag }}", Workflow.Read("main.yml")["jobs"][job]["with"]["tag"].Text));

    [Fact]
    public async Task A_weekly_rebuild_has_a_tag_of_its_own_that_can_be_deployed()
    {
        Assert.Single(Workflow.Read("main.yml")["on"]["schedule"].List);
        var commit = new string('a', 40);
        var script = Workflow.Scripts("main.yml", "images").Single(script => script.StartsWith("tag=", StringComparison.Ordinal));

        Assert.Equal(commit, await TagAsync(script, commit, "push"));
        Assert.Matches($"^{commit}-[0-9]{{8}}$", await TagAsync(script, commit, "schedule"));
        Assert.Contains("^[0-9a-f]{40}(-[0-9]{8})?$", Workflow.Text("deploy.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_takes_longer_than_CloudFormation_waits() =>
        Assert.InRange(Workflow.Number(Workflow.Read("deploy.yml")["jobs"]["deploy"]["timeout-minutes"]), 181, 360);

    [Fact]
    public void Removing_a_worker_is_refused_before_anything_is_deployed_unless_asked()
    {
        var deploy = Workflow.Read("deploy.yml");
        var scripts = Workflow.Scripts("deploy.yml", "deploy").ToList();

        Assert.All(
            new[] { "workflow_call", "workflow_dispatch" },
            trigger => Assert.Equal("false", deploy["on"][trigger]["inputs"]["remove_workers"]["default"].Text));
        Assert.InRange(
            scripts.FindIndex(script => script.Contains("./removed-workers \"$ENVIRONMENT\"", StringComparison.Ordinal)),
            0,
            scripts.FindIndex(script => script.Contains("cdk deploy", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public void The_databases_are_created_before_the_services()
    {
        var scripts = Workflow.Scripts("deploy.yml", "deploy").ToList();

        Assert.InRange(
            scripts.FindIndex(script => script.Contains("./setup \"$ENVIRONMENT\"", StringComparison.Ordinal)),
            0,
            scripts.FindIndex(script => script.Contains("cdk deploy --all", StringComparison.Ordinal)) - 1);
    }

    private static async Task<string> TagAsync(string script, string commit, string trigger)
    {
        var (code, output) = await Tool.RunAsync(
            "bash", ["-euc", script], "",
            ("GITHUB_SHA", commit), ("GITHUB_EVENT_NAME", trigger), ("GITHUB_OUTPUT", "/dev/stdout"), ("GITHUB_ENV", "/dev/null"));
        Assert.Equal(0, code);
        return output.Trim()["tag=".Length..];
    }
}
