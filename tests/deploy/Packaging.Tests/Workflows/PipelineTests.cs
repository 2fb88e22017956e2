using System.Globalization;

namespace Packaging.Tests.Workflows;

/// <summary>The way of a commit to the environments.</summary>
public sealed class PipelineTests
{
    [Fact]
    public void Let_an_environment_decide_who_deploys_and_one_at_a_time()
    {
        var deploy = Workflow.Read("deploy.yml")["jobs"]["deploy"];

        Assert.Equal("${{ inputs.environment }}", deploy["environment"].Text);
        Assert.Equal("deploy-${{ inputs.environment }}", deploy["concurrency"]["group"].Text);
    }

    [Fact]
    public void Push_images_of_what_has_passed_its_tests_and_deploy_what_was_pushed()
    {
        var jobs = Workflow.Read("main.yml")["jobs"];

        Assert.Equal(["test", "images", "dev"], new[] { "images", "dev", "prod" }.Select(job => jobs[job]["needs"].Text));
    }

    [Fact]
    public void Deploy_longer_than_CloudFormation_waits() =>
        Assert.InRange(int.Parse(Workflow.Read("deploy.yml")["jobs"]["deploy"]["timeout-minutes"].Text, CultureInfo.InvariantCulture), 181, 360);

    [Fact]
    public void Refuse_to_remove_a_worker_before_anything_is_deployed_unless_asked()
    {
        var deploy = Workflow.Read("deploy.yml");
        var scripts = deploy["jobs"]["deploy"]["steps"].List.Select(step => step["run"].Text).ToList();

        Assert.All(
            new[] { "workflow_call", "workflow_dispatch" },
            trigger => Assert.Equal("false", deploy["on"][trigger]["inputs"]["remove_workers"]["default"].Text));
        Assert.InRange(
            scripts.FindIndex(script => script.Contains("./removed-workers \"$ENVIRONMENT\"", StringComparison.Ordinal)),
            0,
            scripts.FindIndex(script => script.Contains("cdk deploy", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public void Push_all_images_that_a_task_needs()
    {
        var script = Workflow.Read("main.yml")["jobs"]["images"]["steps"].List.Single(step => step["name"].Text == "Build and push the images")["run"].Text;

        Assert.Contains(".github/images --push ", script, StringComparison.Ordinal);
        Assert.Contains(".github/third-party-images ", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_the_databases_before_the_services()
    {
        var scripts = Workflow.Read("deploy.yml")["jobs"]["deploy"]["steps"].List.Select(step => step["run"].Text).ToList();

        Assert.InRange(
            scripts.FindIndex(script => script.Contains("./setup \"$ENVIRONMENT\"", StringComparison.Ordinal)),
            0,
            scripts.FindIndex(script => script.Contains("cdk deploy --all", StringComparison.Ordinal)) - 1);
    }
}
