using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Workers.Deploy.Environments;
using Workers.Hosting.Subscriptions;

namespace Workers.Deploy.Services;

/// <summary>What a task may do in AWS: the calls that its program and its collector make, on what is theirs, and nothing else.</summary>
internal static class TaskPermissions
{
    /// <summary>Of a worker. A batch of deletes, or of changes of visibility, needs the permission of the single call.</summary>
    public static IEnumerable<PolicyStatement> Worker(Construct scope, ResourceNames names, Subscription subscription)
    {
        yield return Allow(
            "Receive",
            names.QueueArn(scope, subscription.Queue),
            "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage");
        yield return Allow(
            "GiveUp",
            names.QueueArn(scope, subscription.DeadLetterQueue),
            "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage");

        // Through the agent's endpoint, which asks with the task's role (Amazon ECS Developer Guide, "Task scale-in protection endpoint").
        yield return Allow("Protect", names.TasksArn(scope), "ecs:GetTaskProtection", "ecs:UpdateTaskProtection");
        if (subscription.Publishes.Count == 0)
            yield break;
        foreach (var statement in Publish(scope, names, subscription.Publishes))
            yield return statement;
    }

    /// <summary>Puts events on the bus, of its own sources alone, and looks whether the bus is there.</summary>
    public static IEnumerable<PolicyStatement> Publish(Construct scope, ResourceNames names, IEnumerable<string> sources)
    {
        // The condition on the source would never be met by a call that has none.
        yield return Allow("FindBus", names.BusArn(scope), "events:DescribeEventBus");
        var statement = Allow("Publish", names.BusArn(scope), "events:PutEvents");

        // The key may have several values, so all of them are looked at, and there has to be one: with none, "all of them" is true
        // (Amazon EventBridge User Guide, "Using IAM policy conditions").
        statement.AddCondition("ForAllValues:StringEquals", new Dictionary<string, object> { ["events:source"] = sources.ToArray() });
        statement.AddCondition("Null", new Dictionary<string, object> { ["events:source"] = "false" });
        yield return statement;
    }

    /// <summary>Of the collector. X-Ray has no resources that could be named.</summary>
    public static IEnumerable<PolicyStatement> Telemetry(ILogGroup logs) =>
    [
        Allow("Traces", "*", "xray:PutTraceSegments"),
        Allow("Metrics", logs.LogGroupArn, "logs:CreateLogStream", "logs:PutLogEvents"),
    ];

    /// <summary>Of who runs a task by hand or in a pipeline, in the environment's cluster: starts it, hands it its roles, and looks how it ended.</summary>
    public static IEnumerable<PolicyStatement> RunTask(Stack stack, ResourceNames names, FargateTaskDefinition task)
    {
        var run = Allow("Run", task.TaskDefinitionArn, "ecs:RunTask");
        run.AddCondition("ArnEquals", new Dictionary<string, object> { ["ecs:cluster"] = names.ClusterArn(stack) });
        yield return run;
        var pass = new PolicyStatement(new PolicyStatementProps
        {
            Sid = "PassRoles",
            Actions = ["iam:PassRole"],
            Resources = [task.TaskRole.RoleArn, task.ExecutionRole!.RoleArn],
        });
        pass.AddCondition("StringEquals", new Dictionary<string, object> { ["iam:PassedToService"] = "ecs-tasks.amazonaws.com" });
        yield return pass;
        yield return Allow("Wait", names.TasksArn(stack), "ecs:DescribeTasks");
        yield return Allow("Outputs", stack.StackId, "cloudformation:DescribeStacks");
    }

    /// <summary>
    /// Who takes on the roles of a task: ECS, for a task of this account and region and of no other (Amazon ECS Developer Guide, "Amazon ECS
    /// task IAM role"; a cluster cannot be named there).
    /// </summary>
    public static ServicePrincipal Tasks(Construct scope)
    {
        var stack = Stack.Of(scope);
        return new ServicePrincipal("ecs-tasks.amazonaws.com", new ServicePrincipalOpts
        {
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = stack.Account },
                ["ArnLike"] = new Dictionary<string, object> { ["aws:SourceArn"] = $"arn:{stack.Partition}:ecs:{stack.Region}:{stack.Account}:*" },
            },
        });
    }

    private static PolicyStatement Allow(string sid, string resource, params string[] actions) =>
        new(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = [resource] });
}
