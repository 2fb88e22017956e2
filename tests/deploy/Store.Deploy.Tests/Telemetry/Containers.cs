using System.Text.Json.Nodes;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Telemetry;

/// <summary>Containers of the task definitions.</summary>
internal static class Containers
{
    public static JsonNode Container(this Stacks stacks, string stack, string name) => Assert.Single(
        stacks.One(stack, "AWS::ECS::TaskDefinition").List("ContainerDefinitions"), container => container["Name"]!.ToString() == name);

    public static Dictionary<string, string> Variables(this JsonNode container) => (container["Environment"]?.AsArray() ?? [])
        .ToDictionary(variable => variable!["Name"]!.ToString(), variable => variable!["Value"]!.ToString(), StringComparer.Ordinal);

    /// <summary>The configuration files of a collector, in the order of its command.</summary>
    public static IEnumerable<string> Files(this JsonNode collector)
    {
        var folder = Path.Combine(DeployApp.FindRoot(), "deploy", "observability", "collector");
        var files = Directory.GetFiles(folder).ToLookup(File.ReadAllText, file => Path.GetFileName(file));
        return collector["Command"]!.AsArray()
            .Select(argument => argument!.ToString()["--config=env:".Length..])
            .Select(variable => Assert.Single(files[collector.Variables()[variable]]));
    }

    /// <summary>The statements of the task role, as <c>actions on resources</c>.</summary>
    public static IEnumerable<string> TaskRoleStatements(this Stacks stacks, string stack)
    {
        var role = stacks.One(stack, "AWS::ECS::TaskDefinition").Text("TaskRoleArn")![..^".Arn".Length];
        return from policy in stacks.In(stack, "AWS::IAM::Policy")
               where policy.List("Roles").Any(name => name.ToString() == role)
               from statement in Statement.Read(policy)
               select $"{string.Join(' ', statement.Actions)} on {string.Join(' ', statement.Resources)}";
    }

    public static IEnumerable<string> Endpoints(this Stacks stacks) =>
        stacks.Of("AWS::EC2::VPCEndpoint").Select(endpoint => endpoint.Text("ServiceName")!.Split('.', 4)[3]);
}
