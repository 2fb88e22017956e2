using Workers.Hosting.Subscriptions;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>The worker keeps to what its subscription and its environment give it, as its role in AWS does.</summary>
public sealed class WorkerPermissionTests
{
    [Fact]
    public async Task An_event_of_a_source_that_its_subscription_does_not_name_is_not_published()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        await File.WriteAllTextAsync(
            worker.SubscriptionPath,
            """{ "queue": "answers", "pattern": { "source": ["tests"] }, "publishes": ["tests.others"] }""",
            TestContext.Current.CancellationToken);
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("refused"));
        var dead = await Eventually.GetAsync(() => worker.TakeAsync("answers-dlq"), messages => messages.Count > 0);

        Assert.Contains(
            "'tests' is not among the sources", Assert.Single(dead).MessageAttributes["ExceptionMessage"].StringValue, StringComparison.Ordinal);
        Assert.Empty(await worker.TakeAsync("tap"));
    }

    [Fact]
    public async Task Its_queue_is_the_one_of_its_environment()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        var subscription = SubscriptionFile.Read(worker.SubscriptionPath);
        await worker.Provisioner.ProvisionAsync(
            "store", [subscription with { Queue = "prod-answers" }], TestContext.Current.CancellationToken);
        await worker.RunAsync(settings: ["--QueuePrefix", "prod-"]);

        await worker.DeliverAsync(WorkerHarness.Event("of the other environment"));
        await worker.DeliverAsync(WorkerHarness.Event("of this one"), "prod-answers");
        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("of this one"));

        Assert.DoesNotContain("of the other environment", (await worker.AnswersAsync()).Keys);
    }
}
