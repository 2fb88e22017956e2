using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

/// <summary>What operators are told of.</summary>
public sealed class AlarmTests(Synthesized synthesized)
{
    public static TheoryData<string> Workers => Names.Workers;

    public static TheoryData<string> Services => Names.All;

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_message_that_waits_too_long_is_reported(string worker)
    {
        var alarm = Alarm($"dev-{worker}-age");

        Assert.Equal($"AWS/SQS ApproximateAgeOfOldestMessage Maximum QueueName=dev-{worker} GreaterThanThreshold 600", Describe(alarm));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void Any_dead_letter_is_reported(string worker)
    {
        foreach (var queue in new[] { $"dev-{worker}-dlq", $"dev-{worker}-rule-dlq" })
        {
            var alarm = Alarm(queue);
            Assert.Equal($"AWS/SQS ApproximateNumberOfMessagesVisible Maximum QueueName={queue} GreaterThanThreshold 0", Describe(alarm));
            Assert.Equal("1", alarm.Text("EvaluationPeriods"));
        }
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_rule_that_does_not_reach_its_queue_is_reported(string worker) => Assert.Equal(
        $"AWS/Events FailedInvocations Sum EventBusName=dev-store RuleName=dev-{worker} GreaterThanThreshold 0",
        Describe(Alarm($"dev-{worker}-failed-invocations")));

    [Theory]
    [MemberData(nameof(Services))]
    public void Tasks_that_should_run_and_do_not_are_reported(string service)
    {
        var alarm = Alarm($"dev-{service}-running");
        var metrics = alarm.List("Metrics").ToDictionary(metric => metric["Id"]!.ToString());

        Assert.Equal("GreaterThanThreshold 0", $"{alarm.Text("ComparisonOperator")} {alarm.Text("Threshold")}");
        Assert.Equal(
            "desired - FILL(running, 0)",
            Assert.Single(metrics.Values, metric => metric["ReturnData"]?.GetValue<bool>() != false)["Expression"]!.ToString());
        foreach (var (id, metric) in new[] { ("desired", "DesiredTaskCount"), ("running", "RunningTaskCount") })
        {
            var measured = metrics[id]["MetricStat"]!["Metric"]!;
            Assert.Equal($"ECS/ContainerInsights {metric}", $"{measured["Namespace"]} {measured["MetricName"]}");
            Assert.Equal(
                $$"""[{"Name":"ClusterName","Value":"dev-workers"},{"Name":"ServiceName","Value":"dev-{{service}}"}]""",
                measured["Dimensions"]!.ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Who_publishes_tells_when_the_bus_does_not_take_it(string service)
    {
        var publishes = service == "storefront" || synthesized.Dev.Worker(service).Subscription!.Publishes.Count > 0;
        var alarm = Alarms().SingleOrDefault(alarm => alarm.Text("AlarmName") == $"dev-{service}-publish-failures");

        Assert.Equal(publishes, alarm is not null);
        if (alarm is not null)
            Assert.Equal($"Workers/dev workers.publish.failures Sum service.name={service} GreaterThanThreshold 0", Describe(alarm));
    }

    [Fact]
    public void The_collector_exports_the_metric_that_is_watched()
    {
        var settings = File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "deploy", "observability", "collector", "to-cloudwatch.yaml"));
        var table = File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "services", "platform", "Workers.EventBridge", "README.md"));

        Assert.Contains("name != \"workers.publish.failures\"", settings, StringComparison.Ordinal);
        Assert.Contains("dimensions: [[service.name]]", settings, StringComparison.Ordinal);
        Assert.Contains("| `workers.publish.failures` | counter |", table, StringComparison.Ordinal);
        Assert.All(
            synthesized.Dev.Of("AWS::ECS::TaskDefinition").SelectMany(task => task.List("ContainerDefinitions"))
                .Where(container => container["Name"]!.ToString() == "collector"),
            collector => Assert.Contains(
                """{"Name":"CLOUDWATCH_NAMESPACE","Value":"Workers/dev"}""", collector.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_queue_is_watched()
    {
        var queues = synthesized.Dev.Of("AWS::SQS::Queue").Select(queue => queue.Text("QueueName"));
        var watched = Alarms().Select(alarm => alarm.Text("Dimensions.0.Value"));

        Assert.Empty(queues.Except(watched, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_alarm_goes_to_the_topic_and_says_what_it_means() => Assert.All(
        Alarms(),
        alarm =>
        {
            Assert.Equal(["arn:aws:sns:REGION:ACCOUNT:dev-alarms"], alarm.List("AlarmActions").Select(action => action.ToString()));
            Assert.Equal(["arn:aws:sns:REGION:ACCOUNT:dev-alarms"], alarm.List("OKActions").Select(action => action.ToString()));
            Assert.NotEmpty(alarm.Text("AlarmDescription")!);
        });

    [Fact]
    public void The_topic_is_encrypted_with_a_key_that_CloudWatch_may_use()
    {
        var topic = Assert.Single(synthesized.Dev.Of("AWS::SNS::Topic"));
        var key = Assert.Single(synthesized.Dev.Of("AWS::KMS::Key"));
        var use = Assert.Single(Statement.Read(key), statement => statement.Principal.Contains("cloudwatch", StringComparison.Ordinal));

        Assert.Equal("dev-alarms", topic.Text("TopicName"));
        Assert.Equal($"{key.Name}.Arn", topic.Text("KmsMasterKeyId"));
        Assert.Equal("true", key.Text("EnableKeyRotation"));
        Assert.Equal(["kms:Decrypt", "kms:GenerateDataKey"], use.Actions);
        Assert.Equal("""{"StringEquals":{"aws:SourceAccount":"ACCOUNT"}}""", use.Condition);
    }

    [Fact]
    public void In_production_somebody_gets_a_mail()
    {
        var subscription = Assert.Single(synthesized.Prod.Of("AWS::SNS::Subscription"));

        Assert.Equal("email operators@example.com", $"{subscription.Text("Protocol")} {subscription.Text("Endpoint")}");
    }

    private IEnumerable<Resource> Alarms() => synthesized.Dev.Of("AWS::CloudWatch::Alarm");

    private Resource Alarm(string name) => Assert.Single(Alarms(), alarm => alarm.Text("AlarmName") == name);

    private static string Describe(Resource alarm)
    {
        var dimensions = alarm.List("Dimensions").Select(pair => $"{pair["Name"]}={pair["Value"]}");
        return $"{alarm.Text("Namespace")} {alarm.Text("MetricName")} {alarm.Text("Statistic")} {string.Join(' ', dimensions)} "
            + $"{alarm.Text("ComparisonOperator")} {alarm.Text("Threshold")}";
    }
}
