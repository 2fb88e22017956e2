using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

public sealed class WorkerServiceTests(Templates templates)
{
    [Fact]
    public void A_deployment_is_rolled_back_if_tasks_do_not_start_or_dead_letter_their_messages()
    {
        var deployment = Service(templates.New, "prod-reminder")["DeploymentConfiguration"]!;

        Assert.Equal("""{"AlarmNames":["prod-reminder-deployment"],"Enable":true,"Rollback":true}""", deployment["Alarms"]!.ToJsonString());
        Assert.Equal("""{"Enable":true,"Rollback":true}""", deployment["DeploymentCircuitBreaker"]!.ToJsonString());
        Assert.NotNull(Alarm(templates.New, "prod-reminder-deployment"));
    }

    [Fact]
    public void The_least_number_of_tasks_runs_on_demand_and_most_others_on_Spot() => Assert.Equal(
        """[{"Base":1,"CapacityProvider":"FARGATE","Weight":1},{"CapacityProvider":"FARGATE_SPOT","Weight":9}]""",
        Service(templates.New, "prod-reminder").Text("CapacityProviderStrategy"));

    [Fact]
    public void Without_Spot_all_tasks_run_on_demand() => Assert.Equal(
        """[{"Base":1,"CapacityProvider":"FARGATE","Weight":10}]""", Service(templates.Existing, "thanks").Text("CapacityProviderStrategy"));

    [Fact]
    public void A_deployment_leaves_the_number_of_tasks_to_scaling() => Assert.Null(Service(templates.New, "prod-reminder").Text("DesiredCount"));

    [Fact]
    public void The_number_of_tasks_is_that_of_the_file()
    {
        Assert.Equal(("1", "10"), Range(templates.New.One("AWS::ApplicationAutoScaling::ScalableTarget")));
        Assert.Equal(("0", "3"), Range(Assert.Single(
            templates.Existing.Of("AWS::ApplicationAutoScaling::ScalableTarget"), target => target.Id.StartsWith("ServiceTasks", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_worker_scales_by_its_backlog() => Assert.Equal(
        "7", templates.Existing.One("AWS::ApplicationAutoScaling::ScalingPolicy", "PolicyName", "thanks-backlog").Text("TargetTrackingScalingPolicyConfiguration.TargetValue"));

    [Fact]
    public void The_first_message_starts_a_worker_that_has_no_task()
    {
        var start = templates.Existing.One("AWS::ApplicationAutoScaling::ScalingPolicy", "PolicyName", "thanks-wake-up");

        Assert.Equal($$"""[{"Ref":"{{start.Id}}"}]""", Alarm(templates.Existing, "thanks-asleep").Text("AlarmActions"));
    }

    [Fact]
    public void A_worker_that_always_has_a_task_needs_no_start() =>
        Assert.DoesNotContain(templates.New.Of("AWS::CloudWatch::Alarm"), alarm => alarm.Text("AlarmName") == "prod-reminder-asleep");

    [Fact]
    public void Missing_tasks_of_workers_and_publishers_are_reported() =>
        Assert.All(["thanks-running", "emitter-running"], name => Assert.NotNull(Alarm(templates.Existing, name)));

    [Fact]
    public void A_publisher_scales_by_its_processors() => Assert.Equal(
        "ECSServiceAverageCPUUtilization",
        templates.Existing.One("AWS::ApplicationAutoScaling::ScalingPolicy", "PolicyName", "emitter-processor")
            .Text("TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType"));

    [Fact]
    public void Tasks_reach_HTTPS_only_and_nothing_reaches_them()
    {
        var group = templates.New.One("AWS::EC2::SecurityGroup");

        Assert.Equal("443", Assert.Single(group["SecurityGroupEgress"]!.AsArray())!["ToPort"]!.ToString());
        Assert.Null(group["SecurityGroupIngress"]);
    }

    private static (string? Least, string? Most) Range(Resource target) => (target.Text("MinCapacity"), target.Text("MaxCapacity"));

    private static Resource Service(IReadOnlyList<Resource> template, string name) => template.One("AWS::ECS::Service", "ServiceName", name);

    private static Resource Alarm(IReadOnlyList<Resource> template, string name) => template.One("AWS::CloudWatch::Alarm", "AlarmName", name);
}
