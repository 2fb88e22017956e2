using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>All alarms.</summary>
public sealed class AlarmTests(Synthesized synthesized)
{
    [Fact]
    public void Every_alarm_goes_to_the_topic_of_its_severity_and_ends_with_its_section_of_the_runbook()
    {
        var anchors = File.ReadAllLines(Path.Combine(DeployApp.FindRoot(), "deploy", "docs", "runbook.md"))
            .Where(line => line.StartsWith("### ", StringComparison.Ordinal))
            .Select(line => line[4..].Trim().ToLowerInvariant().Replace(' ', '-'))
            .ToHashSet(StringComparer.Ordinal);

        Assert.All(
            synthesized.Dev.Alarms().Where(alarm => !alarm.Text("AlarmName")!.EndsWith("-asleep", StringComparison.Ordinal)),
            alarm =>
            {
                var match = AlarmPattern.Of(alarm.Text("AlarmDescription")!);
                string[] topic = [$"arn:aws:sns:REGION:ACCOUNT:dev-alarms-{match.Severity}"];
                Assert.Equal(topic, alarm.List("AlarmActions").Select(action => action.ToString()));
                Assert.Equal(topic, alarm.List("OKActions").Select(action => action.ToString()));
                Assert.Equal("deploy/docs/runbook.md", match.Runbook);
                Assert.Contains(match.Anchor, anchors);
            });
    }

    [Fact]
    public void The_runbook_names_every_alarm_with_its_severity()
    {
        var rows = File.ReadAllLines(Path.Combine(DeployApp.FindRoot(), "deploy", "docs", "runbook.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();

        Assert.All(
            synthesized.Extended.Alarms().Where(alarm => !alarm.Text("AlarmName")!.EndsWith("-asleep", StringComparison.Ordinal)),
            alarm =>
            {
                var (name, match) = (alarm.Text("AlarmName")!["dev-".Length..], AlarmPattern.Of(alarm.Text("AlarmDescription")!));
                var suffix = AlarmPattern.Suffix(name, [.. synthesized.Extended.Services.All.Select(service => service.Name)]);
                Assert.Contains(rows, row => row.Contains($"`{suffix}`", StringComparison.Ordinal)
                    && row.Contains($"(#{match.Anchor})", StringComparison.Ordinal)
                    && row.Contains($"| {match.Severity} |", StringComparison.Ordinal));
            });
    }

    [Fact]
    public void The_URL_of_the_runbook_is_a_setting() => Assert.All(
        synthesized.Prod.Alarms(),
        alarm => Assert.StartsWith("https://wiki.example.com/runbook#", AlarmPattern.Url(alarm.Text("AlarmDescription")!), StringComparison.Ordinal));

    [Fact]
    public void Every_queue_is_watched()
    {
        var queues = synthesized.Dev.Of("AWS::SQS::Queue").Select(queue => queue.Text("QueueName"));
        var watched = synthesized.Dev.Alarms().Select(alarm => alarm.Text("Dimensions.0.Value"));

        Assert.Empty(queues.Except(watched, StringComparer.Ordinal));
    }
}
