using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests;

/// <summary>A folder more, and nothing else changed.</summary>
public sealed class NewWorkerTests(Synthesized synthesized)
{
    private static readonly string[] Alarms =
    [
        "age", "asleep", "circuit", "deployment", "dlq", "dlq-expiry", "dlq-new", "expiry", "failed-invocations", "lost-events",
        "outbox-age", "publish-failures", "refused-events", "rule-dlq", "rule-dlq-expiry", "rule-dlq-new", "running", "telemetry", "throttled",
    ];

    [Fact]
    public void Has_its_queues_its_rule_its_service_and_its_alarms()
    {
        var added = Describe(synthesized.Extended).Except(Describe(synthesized.Dev), StringComparer.Ordinal);

        Assert.Equal(
            [
                .. Alarms.Select(suffix => $"AWS::CloudWatch::Alarm dev-thanks-{suffix}"),
                "AWS::ECS::Service dev-thanks", "AWS::Events::Rule dev-thanks",
                "AWS::SQS::Queue dev-thanks", "AWS::SQS::Queue dev-thanks-dlq", "AWS::SQS::Queue dev-thanks-rule-dlq",
            ],
            added.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Changes_nothing_of_the_others() => Assert.Empty(
        Describe(synthesized.Dev).Except(Describe(synthesized.Extended), StringComparer.Ordinal));

    [Fact]
    public void Has_a_pattern_that_the_CDK_would_have_changed()
    {
        var rule = Assert.Single(synthesized.Extended.Of("AWS::Events::Rule"), rule => rule.Text("Name") == "dev-thanks");

        Assert.Equal(
            """{ "detail": { "data": { "note": [null], "total": [{ "numeric": [">", 1.50] }] } } }""", rule.Text("EventPattern"));
    }

    private static IEnumerable<string> Describe(Stacks stacks) =>
        from resource in stacks.Resources
        let name = resource.Text("QueueName") ?? resource.Text("AlarmName") ?? resource.Text("RepositoryName")
            ?? (resource.Type is "AWS::ECS::Service" ? resource.Text("ServiceName") : null)
            ?? (resource.Type is "AWS::Events::Rule" ? resource.Text("Name") : null)
        where name is not null
        select $"{resource.Type} {name}";
}
