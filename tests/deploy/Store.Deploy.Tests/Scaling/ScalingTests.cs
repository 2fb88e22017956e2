using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Scaling;

/// <summary>How many tasks run, and why.</summary>
public sealed class ScalingTests(Synthesized synthesized)
{
    public static TheoryData<string> Workers => Names.Workers;

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_worker_has_as_many_tasks_as_its_file_says_and_its_environment_allows(string worker)
    {
        var scaling = synthesized.Dev.Worker(worker).Subscription!.Scaling;
        var tasks = synthesized.Dev.One(worker, "AWS::ApplicationAutoScaling::ScalableTarget");

        Assert.Equal($"service/dev-workers/dev-{worker}", tasks.Text("ResourceId"));
        Assert.Equal("ecs:service:DesiredCount", tasks.Text("ScalableDimension"));
        Assert.Equal($"{scaling.MinTasks}", tasks.Text("MinCapacity"));
        Assert.Equal("2", tasks.Text("MaxCapacity"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void The_backlog_of_each_task_is_held_at_what_the_file_says(string worker)
    {
        var policy = Backlog(synthesized.Dev, worker);

        Assert.Equal("TargetTrackingScaling", policy.Text("PolicyType"));
        Assert.Equal(
            $"{synthesized.Dev.Worker(worker).Subscription!.Scaling.MessagesPerTask}",
            policy.Text("TargetTrackingScalingPolicyConfiguration.TargetValue"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void The_backlog_of_each_task_is_what_waits_in_its_queue_by_the_desired_tasks(string worker)
    {
        var metrics = Metrics(worker);

        Assert.Equal(
            $"AWS/SQS ApproximateNumberOfMessagesVisible QueueName=dev-{worker} Average False", Describe(metrics["visible"]));
        Assert.Equal(
            $"ECS/ContainerInsights DesiredTaskCount ClusterName=dev-workers ServiceName=dev-{worker} Average False",
            Describe(metrics["desired"]));
        var backlog = metrics.Single(metric => metric.Value["ReturnData"]!.GetValue<bool>()).Value;
        Assert.Equal("visible / IF(FILL(desired, REPEAT) > 1, FILL(desired, REPEAT), 1)", backlog["Expression"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void Tasks_are_added_sooner_than_they_are_taken_away(string worker)
    {
        var policy = Backlog(synthesized.Dev, worker);

        Assert.True(
            int.Parse(policy.Text("TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown")!)
                < int.Parse(policy.Text("TargetTrackingScalingPolicyConfiguration.ScaleInCooldown")!));
    }

    [Fact]
    public void A_worker_that_may_have_no_task_is_woken_up_when_messages_wait_and_none_is_desired()
    {
        var alarms = synthesized.Extended.In("thanks", "AWS::CloudWatch::Alarm");
        var alarm = Assert.Single(alarms, alarm => alarm.Text("AlarmName") == "dev-thanks-asleep");
        var policy = Assert.Single(
            synthesized.Extended.In("thanks", "AWS::ApplicationAutoScaling::ScalingPolicy"),
            policy => policy.Text("PolicyType") == "StepScaling");
        var expression = Assert.Single(alarm.List("Metrics"), metric => metric["Expression"] is not null);

        Assert.Equal("IF(visible > 0 AND FILL(desired, 0) < 1, 1, 0)", expression["Expression"]!.ToString());
        Assert.Equal("1 GreaterThanOrEqualToThreshold", $"{alarm.Text("Threshold")} {alarm.Text("ComparisonOperator")}");
        Assert.Equal([policy.Name], alarm.List("AlarmActions").Select(action => action.ToString()));
        Assert.Equal("1", policy.Text("StepScalingPolicyConfiguration.StepAdjustments.0.ScalingAdjustment"));
    }

    [Fact]
    public void A_worker_that_always_has_a_task_needs_no_waking() => Assert.DoesNotContain(
        synthesized.Dev.Of("AWS::ApplicationAutoScaling::ScalingPolicy"), policy => policy.Text("PolicyType") == "StepScaling");

    [Fact]
    public void The_shop_has_as_many_tasks_as_its_environment_says()
    {
        var tasks = synthesized.Prod.One("storefront", "AWS::ApplicationAutoScaling::ScalableTarget");

        Assert.Equal("2 to 6", $"{tasks.Text("MinCapacity")} to {tasks.Text("MaxCapacity")}");
    }

    private static Resource Backlog(Stacks stacks, string worker) => stacks.One(worker, "AWS::ApplicationAutoScaling::ScalingPolicy");

    private Dictionary<string, JsonNode> Metrics(string worker) => Backlog(synthesized.Dev, worker)
        .List("TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.Metrics")
        .ToDictionary(metric => metric["Id"]!.ToString());

    private static string Describe(JsonNode metric)
    {
        var stat = metric["MetricStat"]!;
        var dimensions = stat["Metric"]!["Dimensions"]!.AsArray().Select(pair => $"{pair!["Name"]}={pair["Value"]}");
        return $"{stat["Metric"]!["Namespace"]} {stat["Metric"]!["MetricName"]} {string.Join(' ', dimensions)} {stat["Stat"]} "
            + metric["ReturnData"]!.GetValue<bool>();
    }
}
