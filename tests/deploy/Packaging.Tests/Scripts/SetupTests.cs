namespace Packaging.Tests.Scripts;

/// <summary>The script <c>deploy/setup</c>.</summary>
public sealed class SetupTests
{
    private const string Script = "deploy/setup";
    private const string TaskArn = "arn:aws:ecs:eu-west-1:111122223333:task/dev-workers/1";

    [Fact]
    public async Task It_runs_the_task_in_the_network_of_the_stack_and_waits_for_its_end()
    {
        using var fakes = Fakes().Answer("aws ecs run-task *", TaskArn).Answer("aws ecs wait tasks-stopped *").Answer("aws ecs describe-tasks *", "0\tdone");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.True(code == 0, output);
        Assert.Contains("--cluster dev-workers --task-definition dev-setup ", fakes.Calls[2], StringComparison.Ordinal);
        Assert.Contains("subnets=[subnet-1,subnet-2],securityGroups=[sg-1]", fakes.Calls[2], StringComparison.Ordinal);
        Assert.Equal($"aws ecs wait tasks-stopped --cluster dev-workers --tasks {TaskArn}", fakes.Calls[3]);
    }

    [Fact]
    public async Task A_task_that_fails_is_reported_with_the_command_that_shows_its_log()
    {
        using var fakes = Fakes().Answer("aws ecs run-task *", TaskArn).Answer("aws ecs wait tasks-stopped *")
            .Answer("aws ecs describe-tasks *", "3\tEssential container in task exited");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.Equal(1, code);
        Assert.Contains("exit code 3 (Essential container in task exited)", output, StringComparison.Ordinal);
        Assert.Contains("aws logs tail /workers/dev/setup", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_does_not_start_is_reported()
    {
        using var fakes = Fakes().Answer("aws ecs run-task *", "None");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.Equal(1, code);
        Assert.Contains("ECS did not start the task dev-setup.", output, StringComparison.Ordinal);
    }

    private static FakePrograms Fakes() => new FakePrograms()
        .Answer("aws cloudformation describe-stacks *TaskSubnets*", "subnet-1,subnet-2")
        .Answer("aws cloudformation describe-stacks *TaskSecurityGroup*", "sg-1");
}
