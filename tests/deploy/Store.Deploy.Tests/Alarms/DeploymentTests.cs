using System.Text.Json.Nodes;
using Store.Deploy.Tests.Scaling;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Alarms;

/// <summary>What ECS does with a new version of a service.</summary>
public sealed class DeploymentTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    public static TheoryData<string> Workers => Names.Workers;

    [Theory]
    [MemberData(nameof(Services))]
    public void Its_tasks_start_when_their_roles_may_read_images_and_secrets(string service)
    {
        var running = synthesized.Prod.One(service, "AWS::ECS::Service");
        var dependencies = running.Raw["DependsOn"]!.AsArray().Select(on => on!.ToString());
        var policies = synthesized.Prod.In(service, "AWS::IAM::Policy").Select(policy => policy.Id).ToList();

        Assert.Equal(2, policies.Count);
        Assert.Empty(policies.Except(dependencies, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_version_that_dead_letters_its_messages_is_rolled_back(string worker)
    {
        var running = synthesized.Prod.One(worker, "AWS::ECS::Service");
        var alarm = Alarm(worker);

        Assert.Equal(
            $$"""{"AlarmNames":["prod-{{worker}}-deployment"],"Enable":true,"Rollback":true}""", running.Find("DeploymentConfiguration.Alarms")!.ToJsonString());
        Assert.Contains(alarm.Id, running.Raw["DependsOn"]!.AsArray().Select(on => on!.ToString()));
        Assert.Equal("notBreaching", alarm.Text("TreatMissingData"));
        Assert.Equal("2 of 5", $"{alarm.Text("DatapointsToAlarm")} of {alarm.Text("EvaluationPeriods")}");
        Assert.Equal(
            [$"NumberOfMessagesSent prod-{worker}-dlq", $"NumberOfMessagesDeleted prod-{worker}"],
            alarm.List("Metrics").Where(metric => metric["MetricStat"] is not null).Select(metric => metric["MetricStat"]!["Metric"]!)
                .Select(metric => $"{metric["MetricName"]} {metric["Dimensions"]![0]!["Value"]}"));
    }

    [Theory]
    [InlineData(10, 10, 1)]
    [InlineData(3, 12, 1)]
    [InlineData(3, 13, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(null, 100, 0)]
    [InlineData(null, null, 0)]
    [InlineData(5, null, 1)]
    public void That_is_a_quarter_of_at_least_some_messages_in_a_minute(int? dead, int? deleted, int expected)
    {
        var expression = Alarm("payment").List("Metrics").Single(metric => metric["Expression"] is not null)["Expression"]!.ToString();

        Assert.Equal(
            [expected], MetricMath.Evaluate(expression, new Dictionary<string, double?[]> { ["dead"] = [dead], ["deleted"] = [deleted] }));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_collector_that_ends_is_started_again_and_the_program_is_not(string service)
    {
        var containers = synthesized.Prod.One(service, "AWS::ECS::TaskDefinition").List("ContainerDefinitions");

        Assert.Equal(
            ["""collector {"Enabled":true,"RestartAttemptPeriod":60}"""],
            containers.Where(container => container["RestartPolicy"] is not null)
                .Select(container => $"{container["Name"]} {container["RestartPolicy"]!.ToJsonString()}"));
    }

    private Resource Alarm(string worker) => Assert.Single(
        synthesized.Prod.In(worker, "AWS::CloudWatch::Alarm"), alarm => alarm.Text("AlarmName") == $"prod-{worker}-deployment");
}
