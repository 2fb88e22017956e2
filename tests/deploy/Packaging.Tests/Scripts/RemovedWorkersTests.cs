namespace Packaging.Tests.Scripts;

/// <summary>The script <c>deploy/removed-workers</c>.</summary>
public sealed class RemovedWorkersTests
{
    private const string Script = "deploy/removed-workers";

    [Fact]
    public async Task Nothing_happens_while_the_commit_has_every_stack()
    {
        using var fakes = Fakes(deployed: "dev-messaging\tdev-payment");

        var (code, output) = await fakes.RunAsync(Script, "dev", "--delete");

        Assert.True(code == 0, output);
        Assert.Equal("All stacks of dev are in this commit.", output.Trim());
        Assert.Equal("cdk list -c environment=dev", fakes.Calls[0]);
    }

    [Fact]
    public async Task A_removed_worker_is_refused_with_the_number_of_its_messages()
    {
        using var fakes = Fakes(deployed: "dev-messaging\tdev-payment\ndev-thanks");
        fakes.Answer("aws sqs get-queue-attributes --queue-url https://sqs/dev-thank-you *", "12")
            .Answer("aws sqs get-queue-attributes --queue-url https://sqs/dev-thank-you-dlq *", "3");

        var (code, output) = await fakes.RunAsync(Script, "dev");

        Assert.Equal(1, code);
        Assert.Contains(
            "dev-thanks: not in this commit. Messages: queue 12, dead letters 3, undelivered events no queue.", output, StringComparison.Ordinal);
        Assert.Contains("deploy/removed-workers dev --delete", output, StringComparison.Ordinal);
        Assert.DoesNotContain(fakes.Calls, call => call.Contains("delete-stack", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_deleted_when_asked_before_anything_else_is_deployed()
    {
        using var fakes = Fakes(deployed: "dev-messaging\tdev-thanks");
        fakes.Answer("aws sqs get-queue-attributes *", "0")
            .Answer("aws cloudformation delete-stack *").Answer("aws cloudformation wait *");

        var (code, output) = await fakes.RunAsync(Script, "dev", "--delete");

        Assert.True(code == 0, output);
        Assert.Equal(
            ["aws cloudformation delete-stack --stack-name dev-thanks", "aws cloudformation wait stack-delete-complete --stack-name dev-thanks"],
            fakes.Calls.TakeLast(2));
    }

    [Fact]
    public async Task A_stack_that_cannot_be_deleted_ends_it()
    {
        using var fakes = Fakes(deployed: "dev-messaging\tdev-thanks");
        fakes.Answer("aws sqs get-queue-attributes *", "0").Answer("aws cloudformation delete-stack *")
            .Answer("aws cloudformation wait *", "Waiter StackDeleteComplete failed", code: 255);

        Assert.Equal(255, (await fakes.RunAsync(Script, "dev", "--delete")).Code);
    }

    [Fact]
    public async Task Nothing_is_deleted_unless_its_messages_were_counted()
    {
        using var fakes = Fakes(deployed: "dev-messaging\tdev-thanks");
        fakes.Answer("aws sqs get-queue-attributes *", "AccessDenied", code: 254);

        Assert.Equal(254, (await fakes.RunAsync(Script, "dev", "--delete")).Code);
        Assert.DoesNotContain(fakes.Calls, call => call.Contains("delete-stack", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("--delete")]
    public async Task A_stack_of_no_worker_stays_and_is_in_nobodys_way(params string[] options)
    {
        using var fakes = Fakes(deployed: "dev-messaging\tdev-reports");

        var (code, output) = await fakes.RunAsync(Script, ["dev", .. options]);

        Assert.Equal((0, "dev-reports: not in this commit, and not a worker. It stays.\n"), (code, output));
        Assert.DoesNotContain(fakes.Calls, call => call.Contains("delete-stack", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("the app does not build", 1)]
    public async Task Nothing_is_deleted_unless_the_commits_stacks_are_known(string listed, int code)
    {
        using var fakes = new FakePrograms().Answer("cdk list *", listed, code);

        Assert.Equal(1, (await fakes.RunAsync(Script, "dev", "--delete")).Code);
        Assert.DoesNotContain(fakes.Calls, call => call.StartsWith("aws ", StringComparison.Ordinal));
    }

    private static FakePrograms Fakes(string deployed)
    {
        var fakes = new FakePrograms()
            .Answer("cdk list *", "dev-messaging\ndev-payment")
            .Answer("aws cloudformation describe-stacks --stack-name dev-reports *")
            .Answer("aws cloudformation describe-stacks --stack-name dev-thanks *", "dev-thank-you")
            .Answer("aws cloudformation describe-stacks *", deployed)
            .Answer("aws sqs get-queue-url * dev-thank-you-rule-dlq *", "AWS.SimpleQueueService.NonExistentQueue", code: 254);
        foreach (var queue in new[] { "dev-thank-you", "dev-thank-you-dlq" })
            fakes.Answer($"aws sqs get-queue-url --queue-name {queue} *", $"https://sqs/{queue}");
        return fakes;
    }
}
