using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>The alarms of a worker's queues and rule.</summary>
public sealed class QueueAlarmTests(Synthesized synthesized)
{
    public static TheoryData<string> Workers => Names.Workers;

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_message_that_waits_too_long_is_reported(string worker) => Assert.Equal(
        $"AWS/SQS ApproximateAgeOfOldestMessage Maximum QueueName=dev-{worker} GreaterThanThreshold 600",
        synthesized.Dev.Alarm($"dev-{worker}-age").Describe());

    [Fact]
    public void What_is_too_long_is_a_setting_of_the_service()
    {
        var alarm = synthesized.Prod.Alarm("prod-analytics-age");

        Assert.Equal("3600", alarm.Text("Threshold"));
        Assert.Contains("more than 60 minutes", alarm.Text("AlarmDescription"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void Any_dead_letter_is_reported(string worker) => Assert.All(DeadLetterQueues(worker), queue =>
    {
        var alarm = synthesized.Dev.Alarm(queue);

        Assert.Equal($"AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName={queue} GreaterThanThreshold 0", alarm.Describe());
        Assert.Equal("1", alarm.Text("EvaluationPeriods"));
    });

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_dead_letter_that_comes_to_others_is_reported_again(string worker) => Assert.All(DeadLetterQueues(worker), queue =>
    {
        var alarm = synthesized.Dev.Alarm($"{queue}-new");

        Assert.Equal("IF(DIFF(letters) > 0 AND letters > DIFF(letters), 1, 0) GreaterThanThreshold 0", alarm.Describe());
        Assert.Equal("visible + hidden", Assert.Single(alarm.List("Metrics"), metric => metric["Id"]!.ToString() == "letters")["Expression"]!.ToString());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["visible"] = $"AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName={queue}",
                ["hidden"] = $"AWS/SQS ApproximateNumberOfMessagesNotVisible Maximum QueueName={queue}",
            },
            alarm.Metrics());
    });

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_message_that_SQS_will_delete_is_reported_at_half_of_the_retention(string worker) =>
        Assert.All(DeadLetterQueues(worker).Append($"dev-{worker}"), queue =>
        {
            var retention = int.Parse(Assert.Single(synthesized.Dev.Of("AWS::SQS::Queue"), one => one.Text("QueueName") == queue).Text("MessageRetentionPeriod")!);
            var alarm = synthesized.Dev.Alarm($"{queue}-expiry");

            Assert.Equal($"AWS/SQS ApproximateAgeOfOldestMessage Maximum QueueName={queue} GreaterThanThreshold {retention / 2}", alarm.Describe());
            Assert.Contains("[page]", alarm.Text("AlarmDescription"), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("FailedInvocations", "failed-invocations")]
    [InlineData("InvocationsFailedToBeSentToDlq", "lost-events")]
    [InlineData("ThrottledRules", "throttled")]
    public void A_rule_that_does_not_reach_its_queue_is_reported(string metric, string suffix) => Assert.All(
        Names.Workers,
        worker => Assert.Equal(
            $"AWS/Events {metric} Sum EventBusName=dev-store RuleName=dev-{worker.Data} GreaterThanThreshold 0",
            synthesized.Dev.Alarm($"dev-{worker.Data}-{suffix}").Describe()));

    private static string[] DeadLetterQueues(string worker) => [$"dev-{worker}-dlq", $"dev-{worker}-rule-dlq"];
}
