using System.Text.Json.Nodes;
using Store.Deploy.Environments;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Services;

/// <summary>How services run on ECS.</summary>
public sealed class ServiceTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_is_named_after_environment_and_worker_and_runs_in_the_cluster(string service)
    {
        var running = Service(synthesized.Dev, service);

        Assert.Equal($"dev-{service}", running.Text("ServiceName"));
        Assert.Equal("dev-workers", running.Text("Cluster"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_deployment_that_does_not_come_up_is_rolled_back_and_costs_no_capacity(string service)
    {
        var running = Service(synthesized.Dev, service);

        Assert.Equal("true", running.Text("DeploymentConfiguration.DeploymentCircuitBreaker.Enable"));
        Assert.Equal("true", running.Text("DeploymentConfiguration.DeploymentCircuitBreaker.Rollback"));
        Assert.Equal("100", running.Text("DeploymentConfiguration.MinimumHealthyPercent"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void The_least_tasks_run_on_demand_and_those_above_on_spot(string service)
    {
        var tasks = synthesized.Prod.One(service, "AWS::ApplicationAutoScaling::ScalableTarget");
        var strategy = Service(synthesized.Prod, service).List("CapacityProviderStrategy").Select(item => item.ToJsonString());

        Assert.Equal(
            [
                $$"""{"Base":{{tasks.Text("MinCapacity")}},"CapacityProvider":"FARGATE","Weight":1}""",
                """{"CapacityProvider":"FARGATE_SPOT","Weight":9}""",
            ],
            strategy);
    }

    [Theory]
    [InlineData("thanks", """{"Base":1,"CapacityProvider":"FARGATE","Weight":10}""")]
    [InlineData("email", """{"Base":1,"CapacityProvider":"FARGATE","Weight":0} {"CapacityProvider":"FARGATE_SPOT","Weight":10}""")]
    public void The_share_on_spot_can_be_none_or_all(string service, string expected) => Assert.Equal(
        expected, string.Join(' ', Service(synthesized.Extended, service).List("CapacityProviderStrategy").Select(item => item.ToJsonString())));

    [Theory]
    [InlineData("0.95", "services.email.spot: 0.95 is not a share from 0 to 1 in tenths, such as 0.9.")]
    [InlineData("1.1", "services.email.spot: 1.1 is not a share")]
    [InlineData("-0.1", "services.email.spot: -0.1 is not a share")]
    [InlineData("0.5", null)]
    public void Any_other_share_on_spot_is_a_tenth_or_refused(string spot, string? expected)
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings => settings["services"]!["email"] = JsonNode.Parse($$"""{ "spot": {{spot}} }"""));

        var error = Record.Exception(() => EnvironmentFile.Read(Path.Combine(clone.Root, "deploy", "environments"), "dev", synthesized.Dev.Services));

        Assert.Equal(expected is not null, error is DeployException);
        Assert.Contains(expected ?? "", error?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_deployment_does_not_reset_how_many_tasks_run(string service) =>
        Assert.Null(Service(synthesized.Dev, service).Find("DesiredCount"));

    [Theory]
    [MemberData(nameof(Services))]
    public void Logs_are_kept_for_as_long_as_the_environment_says(string service)
    {
        var log = synthesized.Prod.One(service + "-logs", "AWS::Logs::LogGroup");

        Assert.Equal($"/workers/prod/{service}", log.Text("LogGroupName"));
        Assert.Equal("90", log.Text("RetentionInDays"));
    }

    [Fact]
    public void The_cluster_counts_its_tasks_and_has_spot()
    {
        var cluster = Assert.Single(synthesized.Dev.Of("AWS::ECS::Cluster"));
        var providers = Assert.Single(synthesized.Dev.Of("AWS::ECS::ClusterCapacityProviderAssociations"));

        Assert.Equal("""{"Name":"containerInsights","Value":"enabled"}""", Assert.Single(cluster.List("ClusterSettings")).ToJsonString());
        Assert.Equal(["FARGATE", "FARGATE_SPOT"], providers.List("CapacityProviders").Select(provider => provider.ToString()));
    }

    private static Resource Service(Stacks stacks, string service) => stacks.One(service, "AWS::ECS::Service");
}
