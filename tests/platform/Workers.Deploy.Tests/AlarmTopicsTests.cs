using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

public sealed class AlarmTopicsTests(Templates templates)
{
    [Fact]
    public void Each_severity_has_an_encrypted_topic() => Assert.Equal(
        ["prod-alarms-page", "prod-alarms-ticket"],
        templates.New.Of("AWS::SNS::Topic").Where(topic => topic.Text("KmsMasterKeyId") is not null).Select(topic => topic.Text("TopicName")!).Order(StringComparer.Ordinal));

    [Fact]
    public void A_mail_address_gets_all_alarms_and_a_pager_the_urgent_ones() => Assert.Equal(
        new[] { $"email {Topic("page")}", $"email {Topic("ticket")}", $"https {Topic("page")}" }.Order(StringComparer.Ordinal),
        templates.New.Of("AWS::SNS::Subscription").Select(receiver => $"{receiver.Text("Protocol")} {receiver.Text("TopicArn")}").Order(StringComparer.Ordinal));

    [Fact]
    public void There_are_no_receivers_by_default() => Assert.Empty(templates.Existing.Of("AWS::SNS::Subscription"));

    [Fact]
    public void An_alarm_names_its_severity_and_its_section_of_the_runbook() => Assert.Equal(
        "[page] The oldest message in prod-reminder has waited for more than 10 minutes. Runbook: https://wiki.example.com/runbook#old-message",
        Alarm(templates.New, "prod-reminder-age").Text("AlarmDescription"));

    [Fact]
    public void An_alarm_without_a_runbook_names_none() => Assert.Equal(
        "[page] The oldest message in thanks has waited for more than 60 minutes.", Alarm(templates.Existing, "thanks-age").Text("AlarmDescription"));

    [Fact]
    public void An_alarm_notifies_the_topic_of_its_severity_also_of_its_end() => Assert.All(["AlarmActions", "OKActions"], actions =>
    {
        Assert.Equal($"[{Topic("page")}]", Alarm(templates.New, "prod-reminder-age").Text(actions));
        Assert.Equal($"[{Topic("ticket")}]", Alarm(templates.New, "prod-reminder-dlq").Text(actions));
    });

    private string Topic(string severity) => $$"""{"Ref":"{{templates.New.One("AWS::SNS::Topic", "TopicName", $"prod-alarms-{severity}").Id}}"}""";

    private static Resource Alarm(IReadOnlyList<Resource> template, string name) => template.One("AWS::CloudWatch::Alarm", "AlarmName", name);
}
