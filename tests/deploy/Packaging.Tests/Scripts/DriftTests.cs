namespace Packaging.Tests.Scripts;

/// <summary>The script <c>.github/drift</c>.</summary>
public sealed class DriftTests
{
    private const string Script = ".github/drift";

    [Fact]
    public async Task It_waits_for_each_stack_and_finds_no_difference()
    {
        using var fakes = Fakes();
        fakes.AnswerOnce("aws cloudformation describe-stack-drift-detection-status *", "DETECTION_IN_PROGRESS\tNone\tNone")
            .Answer("aws cloudformation describe-stack-drift-detection-status *", "DETECTION_COMPLETE\tIN_SYNC\tNone");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.Equal((0, "dev-messaging: as in its template\ndev-network: as in its template\n"), (code, output));
        Assert.Single(fakes.Calls, call => call.StartsWith("sleep ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_names_the_resources_and_properties_that_somebody_changed()
    {
        using var fakes = Fakes();
        fakes.Answer("aws cloudformation describe-stack-drift-detection-status *messaging*", "DETECTION_COMPLETE\tDRIFTED\tNone")
            .Answer("aws cloudformation describe-stack-drift-detection-status *", "DETECTION_COMPLETE\tIN_SYNC\tNone")
            .Answer("aws cloudformation describe-stack-resource-drifts --stack-name dev-messaging *", """
                {"StackResourceDrifts":[
                  {"StackResourceDriftStatus":"MODIFIED","ResourceType":"AWS::SQS::Queue","PhysicalResourceId":"dev-payment",
                   "PropertyDifferences":[{"PropertyPath":"/VisibilityTimeout"},{"PropertyPath":"/Tags"}]},
                  {"StackResourceDriftStatus":"DELETED","ResourceType":"AWS::Events::Rule","PhysicalResourceId":"dev-stock"}]}
                """);

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.Equal(1, code);
        Assert.Contains("dev-messaging: changed\n  MODIFIED AWS::SQS::Queue dev-payment /VisibilityTimeout, /Tags\n  DELETED AWS::Events::Rule dev-stock", output, StringComparison.Ordinal);
        Assert.Contains("dev-network: as in its template", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detection_that_fails_is_a_failure()
    {
        using var fakes = Fakes();
        fakes.Answer("aws cloudformation describe-stack-drift-detection-status *", "DETECTION_FAILED\tIN_SYNC\tFailed to detect drift on resource Rule");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.Equal(1, code);
        Assert.Contains("dev-network: the detection failed: Failed to detect drift on resource Rule", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_without_stacks_is_a_mistake()
    {
        using var fakes = new FakePrograms().Answer("aws cloudformation describe-stacks *");

        var (code, output) = await fakes.RunAsync(Script, "dve");

        Assert.Equal(1, code);
        Assert.Contains("dve has no stacks in this account and region.", output, StringComparison.Ordinal);
    }

    private static FakePrograms Fakes() => new FakePrograms()
        .Answer("sleep *")
        .Answer("aws cloudformation describe-stacks *", "dev-network\tdev-messaging")
        .Answer("aws cloudformation detect-stack-drift --stack-name dev-messaging *", "id-messaging")
        .Answer("aws cloudformation detect-stack-drift --stack-name dev-network *", "id-network");
}
