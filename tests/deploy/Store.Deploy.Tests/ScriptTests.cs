using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests;

/// <summary>What the scripts <c>stacks</c>, <c>removed-workers</c> and <c>smoke-test</c> in <c>deploy</c> expect of the templates.</summary>
public sealed class ScriptTests(Synthesized synthesized)
{
    [Fact]
    public void Every_stack_of_an_environment_is_found_by_its_tags() => Assert.All(Deployed(), stack =>
    {
        Assert.Equal("workers", stack["properties"]!["tags"]!["project"]!.ToString());
        Assert.Equal("dev", stack["properties"]!["tags"]!["environment"]!.ToString());
    });

    /// <summary>The stack of the queues is always among those that the CDK lists.</summary>
    [Fact]
    public void A_stack_has_the_name_that_the_CDK_lists()
    {
        Assert.All(Deployed(), stack => Assert.Equal(stack["properties"]!["templateFile"]!.ToString().Split('.')[0], stack["displayName"]!.ToString()));
        Assert.Contains("dev-messaging", Deployed().Select(stack => stack["displayName"]!.ToString()));
    }

    [Fact]
    public void The_stack_of_a_worker_has_a_service_and_the_name_of_its_queues()
    {
        var queues = synthesized.Dev.Of("AWS::SQS::Queue").Select(queue => queue.Text("QueueName")).ToHashSet(StringComparer.Ordinal);

        Assert.All(ServiceFolders.Find(RepositoryFiles.Services).Workers, worker =>
        {
            Assert.Single(synthesized.Dev.In(worker.Name, "AWS::ECS::Service"));
            Assert.Superset(new HashSet<string?> { $"dev-{worker.Name}", $"dev-{worker.Name}-dlq", $"dev-{worker.Name}-rule-dlq" }, queues);
        });
    }

    [Fact]
    public void The_log_of_a_worker_has_its_name_and_the_storefront_its_address()
    {
        var template = JsonNode.Parse(File.ReadAllText(
            synthesized.Dev.Files.Single(file => file.EndsWith("dev-storefront.template.json", StringComparison.Ordinal))))!;

        Assert.NotNull(template["Outputs"]!["Url"]);
        Assert.All(
            ServiceFolders.Find(RepositoryFiles.Services).Workers,
            worker => Assert.Contains(
                synthesized.Dev.Of("AWS::Logs::LogGroup"), logs => logs.Text("LogGroupName") == $"/workers/dev/{worker.Name}"));
    }

    private IEnumerable<JsonNode> Deployed() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(synthesized.Dev.Files[0])!, "manifest.json")))!["artifacts"]!
            .AsObject().Select(artifact => artifact.Value!).Where(artifact => artifact["type"]!.ToString() == "aws:cloudformation:stack");
}
