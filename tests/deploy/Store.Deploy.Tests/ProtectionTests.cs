using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests;

/// <summary>What outlives a stack that is deleted or rolled back.</summary>
public sealed class ProtectionTests(Synthesized synthesized)
{
    public static TheoryData<string> Tasks => [.. Names.All.Select(service => service.Data), "setup"];

    [Fact]
    public void In_production_CloudFormation_deletes_the_stacks_of_services_and_no_others() => Assert.Equal(
        synthesized.Prod.Services.WithDatabase.Select(service => "prod-" + service.Name).Order(StringComparer.Ordinal),
        synthesized.Prod.Names.Except(Protected(synthesized.Prod), StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void In_dev_CloudFormation_deletes_every_stack() => Assert.Empty(Protected(synthesized.Dev));

    [Theory]
    [InlineData("AWS::Events::EventBus")]
    [InlineData("AWS::Events::Archive")]
    public void In_production_the_events_outlive_the_stack_unless_its_creation_fails(string type)
    {
        var kept = Assert.Single(synthesized.Prod.Of(type)).Raw;

        Assert.Equal("RetainExceptOnCreate", kept["DeletionPolicy"]!.ToString());
        Assert.Equal("Retain", kept["UpdateReplacePolicy"]!.ToString());
        Assert.Null(Assert.Single(synthesized.Dev.Of(type)).Raw["DeletionPolicy"]);
    }

    [Fact]
    public void A_removed_worker_can_come_back_because_none_of_its_names_is_taken() => Assert.DoesNotContain(
        synthesized.Prod.Services.Workers.SelectMany(worker => synthesized.Prod.Resources.Where(
            resource => resource.Stack == "prod-" + worker.Name || resource.Type == "AWS::SQS::Queue")),
        resource => resource.Raw["DeletionPolicy"] is not null);

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_log_of_a_task_outlives_the_stack_of_its_service(string task)
    {
        Assert.Empty(synthesized.Prod.In(task, "AWS::Logs::LogGroup"));
        Assert.Equal($"/workers/prod/{task}", Assert.Single(synthesized.Prod.In(task + "-logs", "AWS::Logs::LogGroup")).Text("LogGroupName"));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_log_group_exists_before_the_task(string task) =>
        Assert.Contains($"prod-{task}-logs", Artifact(synthesized.Prod, "prod-" + task)["dependencies"]!.AsArray().Select(name => name!.ToString()));

    private static IEnumerable<string> Protected(Stacks stacks) => stacks.Names.Where(
        stack => Artifact(stacks, stack)["properties"]!["terminationProtection"]?.GetValue<bool>() == true);

    private static JsonNode Artifact(Stacks stacks, string stack) => JsonNode.Parse(
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(stacks.Files[0])!, "manifest.json")))!["artifacts"]![stack]!;
}
