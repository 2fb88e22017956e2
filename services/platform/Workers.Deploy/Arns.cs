using Amazon.CDK;
using Constructs;

namespace Workers.Deploy;

/// <summary>ARNs of resources in the account and region of a scope, by their names: a reference between stacks would be an export.</summary>
internal static class Arns
{
    public static string Queue(Construct scope, string name) => Arn(scope, "sqs", name);

    public static string EventBus(Construct scope, string name) => Arn(scope, "events", "event-bus/" + name);

    public static string Rule(Construct scope, string eventBus, string name) => Arn(scope, "events", $"rule/{eventBus}/{name}");

    /// <summary>All tasks of a cluster: a task's id is unknown before it runs.</summary>
    public static string Tasks(Construct scope, string cluster) => Arn(scope, "ecs", $"task/{cluster}/*");

    private static string Arn(Construct scope, string service, string resource) => Stack.Of(scope).FormatArn(
        new ArnComponents { Service = service, Resource = resource, ArnFormat = ArnFormat.NO_RESOURCE_NAME });
}
