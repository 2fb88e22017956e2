using Store.Deploy.Tests.Synthesis;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Tests.Messaging;

/// <summary>What a worker's subscription.json asks for, in AWS.</summary>
public sealed class QueueTests(Synthesized synthesized)
{
    public static TheoryData<string> Workers => Names.Workers;

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_rule_has_the_pattern_of_the_file_byte_for_byte(string worker)
    {
        var subscription = synthesized.Dev.Worker(worker).Subscription!;

        Assert.Equal(subscription.Pattern.GetRawText(), Rule(worker).Text("EventPattern"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_rule_on_the_bus_fills_the_queue_and_nothing_else(string worker)
    {
        var rule = Rule(worker);

        Assert.Equal("dev-store", rule.Text("EventBusName"));
        Assert.Equal("ENABLED", rule.Text("State"));
        Assert.Equal(Arn($"dev-{worker}"), Assert.Single(rule.List("Targets"))["Arn"]!.ToString());
        Assert.Equal(QueueTopology.TargetId, rule.Text("Targets.0.Id"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_rule_tries_as_long_as_everywhere_and_then_keeps_what_it_could_not_deliver(string worker)
    {
        var rule = Rule(worker);

        Assert.Equal($"{QueueTopology.MaximumEventAge.TotalSeconds}", rule.Text("Targets.0.RetryPolicy.MaximumEventAgeInSeconds"));
        Assert.Equal($"{QueueTopology.MaximumRetryAttempts}", rule.Text("Targets.0.RetryPolicy.MaximumRetryAttempts"));
        Assert.Equal(Arn($"dev-{worker}-rule-dlq"), rule.Text("Targets.0.DeadLetterConfig.Arn"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_queue_has_the_numbers_of_the_file(string worker)
    {
        var subscription = synthesized.Dev.Worker(worker).Subscription!;
        var queue = Queue($"dev-{worker}");

        Assert.Equal($"{subscription.VisibilityTimeoutSeconds}", queue.Text("VisibilityTimeout"));
        Assert.Equal($"{subscription.MaxFailures + subscription.RedriveHeadroom}", queue.Text("RedrivePolicy.maxReceiveCount"));
        Assert.Equal(Arn($"dev-{worker}-dlq"), queue.Text("RedrivePolicy.deadLetterTargetArn"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void Dead_letters_are_kept_as_long_as_SQS_can(string worker)
    {
        var retention = $"{QueueTopology.MessageRetention.TotalSeconds}";

        Assert.Equal(retention, Queue($"dev-{worker}").Text("MessageRetentionPeriod"));
        Assert.Equal(retention, Queue($"dev-{worker}-dlq").Text("MessageRetentionPeriod"));
        Assert.Equal(retention, Queue($"dev-{worker}-rule-dlq").Text("MessageRetentionPeriod"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_queue_lets_in_its_rule_and_nobody_else(string worker)
    {
        foreach (var queue in new[] { $"dev-{worker}", $"dev-{worker}-rule-dlq" })
        {
            var allowed = Assert.Single(Access(queue), statement => statement.Allows);

            Assert.Equal(["sqs:SendMessage"], allowed.Actions);
            Assert.Equal([Arn(queue)], allowed.Resources);
            Assert.Equal("""{"Service":"events.amazonaws.com"}""", allowed.Principal);
            Assert.Equal(
                $$$"""{"ArnEquals":{"aws:SourceArn":"arn:aws:events:REGION:ACCOUNT:rule/dev-store/dev-{{{worker}}}"}}""",
                allowed.Condition);
        }

        Assert.DoesNotContain(Access($"dev-{worker}-dlq"), statement => statement.Allows);
    }

    [Fact]
    public void Every_queue_refuses_plain_http() => Assert.All(Queues(), queue =>
    {
        var name = queue.Text("QueueName")!;
        var denied = Assert.Single(Access(name), statement => !statement.Allows);

        Assert.Equal(["sqs:*"], denied.Actions);
        Assert.Equal([Arn(name)], denied.Resources);
        Assert.Equal("\"*\"", denied.Principal);
        Assert.Equal("""{"Bool":{"aws:SecureTransport":"false"}}""", denied.Condition);
    });

    [Fact]
    public void Every_queue_is_encrypted() => Assert.All(Queues(), queue => Assert.Equal("true", queue.Text("SqsManagedSseEnabled")));

    [Fact]
    public void There_is_no_queue_besides() => Assert.Equal(3 * synthesized.Dev.Services.Workers.Count, Queues().Count());

    [Fact]
    public void All_events_are_kept_for_replays()
    {
        var archive = Assert.Single(synthesized.Dev.Of("AWS::Events::Archive"));

        Assert.EndsWith("Bus.Arn", archive.Text("SourceArn"), StringComparison.Ordinal);
        Assert.Null(archive.Text("EventPattern"));
        Assert.Equal("14", archive.Text("RetentionDays"));
    }

    private IEnumerable<Resource> Queues() => synthesized.Dev.Of("AWS::SQS::Queue");

    private Resource Queue(string name) => Assert.Single(Queues(), queue => queue.Text("QueueName") == name);

    private Resource Rule(string worker) =>
        Assert.Single(synthesized.Dev.Of("AWS::Events::Rule"), rule => rule.Text("Name") == $"dev-{worker}");

    private List<Statement> Access(string queue) => [.. Statement.Read(
        Assert.Single(synthesized.Dev.Of("AWS::SQS::QueuePolicy"), policy => policy.List("Queues").Any(name => name.ToString() == queue)))];

    private static string Arn(string queue) => $"arn:aws:sqs:REGION:ACCOUNT:{queue}";
}
