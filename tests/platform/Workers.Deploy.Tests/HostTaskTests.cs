using System.Text.Json.Nodes;
using Workers.Deploy.Tests.Synthesis;

namespace Workers.Deploy.Tests;

public sealed class HostTaskTests(Templates templates)
{
    [Fact]
    public void A_container_is_not_root_and_can_write_to_two_folders_only() => Assert.All(
        templates.New.Concat(templates.Existing).Of("AWS::ECS::TaskDefinition").SelectMany(task => task["ContainerDefinitions"]!.AsArray()), container =>
        {
            Assert.Equal("1654", container!["User"]!.ToString());
            Assert.Equal("true", container["ReadonlyRootFilesystem"]!.ToString());
            Assert.Equal("""["ALL"]""", container["LinuxParameters"]!["Capabilities"]!["Drop"]!.ToJsonString());
            Assert.Equal(["/data", "/tmp"], container["MountPoints"]!.AsArray().Select(mount => mount!["ContainerPath"]!.ToString()));
        });

    [Fact]
    public void A_program_gets_the_settings_of_the_host_and_its_own()
    {
        var variables = Container(templates.New, "prod-reminder", "reminder")["Environment"]!.AsArray()
            .ToDictionary(variable => variable!["Name"]!.ToString(), variable => variable!["Value"]!.ToString());

        Assert.Equal(("prod-billing", "prod-", "Production", "14"), (variables["Bus"], variables["QueuePrefix"], variables["DOTNET_ENVIRONMENT"], variables["Reminder__Days"]));
    }

    [Fact]
    public void ECS_waits_until_the_program_has_stopped_and_checks_its_health()
    {
        var program = Container(templates.New, "prod-reminder", "reminder");

        Assert.Equal("40", program["StopTimeout"]!.ToString());
        Assert.Equal("""["CMD","dotnet","service.dll","--healthcheck"]""", program["HealthCheck"]!["Command"]!.ToJsonString());
    }

    [Fact]
    public void A_database_is_migrated_before_the_program_starts()
    {
        var migration = Container(templates.Existing, "thanks", "migration");

        Assert.Equal("""["--migrate"]""", migration["Command"]!.ToJsonString());
        Assert.Equal("false", migration["Essential"]!.ToString());
        Assert.Equal(
            """[{"Condition":"SUCCESS","ContainerName":"migration"}]""", Container(templates.Existing, "thanks", "thanks")["DependsOn"]!.ToJsonString());
    }

    [Fact]
    public void The_containers_of_a_task_fit_into_its_memory() => Assert.All(
        templates.New.Concat(templates.Existing).Of("AWS::ECS::TaskDefinition"),
        task => Assert.Equal(
            int.Parse(task.Text("Memory")!), task["ContainerDefinitions"]!.AsArray().Sum(container => container!["Memory"]!.GetValue<int>())));

    [Fact]
    public void Only_ECS_of_this_account_assumes_the_roles_of_a_task() => Assert.All(
        templates.New.Of("AWS::IAM::Role").Where(role => role.Id.StartsWith("Task", StringComparison.Ordinal)), role =>
        {
            var statement = role["AssumeRolePolicyDocument.Statement.0"]!;
            Assert.Equal("""{"Service":"ecs-tasks.amazonaws.com"}""", statement["Principal"]!.ToJsonString());
            Assert.Equal("""{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}""", statement["Condition"]!["StringEquals"]!.ToJsonString());
        });

    private static JsonNode Container(IReadOnlyList<Resource> template, string family, string name) => Assert.Single(
        template.One("AWS::ECS::TaskDefinition", "Family", family)["ContainerDefinitions"]!.AsArray(), container => container!["Name"]!.ToString() == name)!;
}
