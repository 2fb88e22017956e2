using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Store.Deploy.Environments;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Services;

/// <summary>The permissions of a task: only the calls of its program, on its own resources. Those of the collector are in ExportTarget.</summary>
internal static class TaskPermissions
{
    /// <summary>Permissions of a worker. Batch calls need the permission of the single call.</summary>
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

        if (subscription.Sends.Count > 0)
            yield return Allow("Send", [.. subscription.Sends.Select(queue => names.QueueArn(scope, queue))], "sqs:GetQueueUrl", "sqs:SendMessage");

        // For the ECS agent endpoint, which uses the task role (Amazon ECS Developer Guide, "Task scale-in protection endpoint").
        yield return Allow("Protect", names.TasksArn(scope), "ecs:GetTaskProtection", "ecs:UpdateTaskProtection");
        if (subscription.Publishes.Count == 0)
            yield break;
        foreach (var statement in Publish(scope, names, subscription.Publishes))
            yield return statement;
    }

    /// <summary>Permissions to put events of its own sources on the bus, and to check that the bus exists.</summary>
    public static IEnumerable<PolicyStatement> Publish(Construct scope, ResourceNames names, IEnumerable<string> sources)
    {
        // A separate statement, because DescribeEventBus has no source and would never meet the condition on it.
        yield return Allow("FindBus", names.BusArn(scope), "events:DescribeEventBus");
        var statement = Allow("Publish", names.BusArn(scope), "events:PutEvents");

        // The key can have several values, so all of them are checked. The second condition requires at least one value, because ForAllValues
        // is true without values (Amazon EventBridge User Guide, "Using IAM policy conditions").
        statement.AddCondition("ForAllValues:StringEquals", new Dictionary<string, object> { ["events:source"] = sources.ToArray() });
        statement.AddCondition("Null", new Dictionary<string, object> { ["events:source"] = "false" });
        yield return statement;
    }

    /// <summary>
    /// Permissions to run one-off tasks in the environment's cluster, manually or in a pipeline: find those that run, start them, pass their
    /// roles, and read their exit codes.
    /// </summary>
    public static IEnumerable<PolicyStatement> RunTasks(Stack stack, ResourceNames names, IReadOnlyList<FargateTaskDefinition> tasks)
    {
        yield return OfCluster(Allow("Run", [.. tasks.Select(task => task.TaskDefinitionArn)], "ecs:RunTask"));
        var pass = Allow("PassRoles", [.. tasks.SelectMany(task => new[] { task.TaskRole.RoleArn, task.ExecutionRole!.RoleArn })], "iam:PassRole");
        pass.AddCondition("StringEquals", new Dictionary<string, object> { ["iam:PassedToService"] = "ecs-tasks.amazonaws.com" });
        yield return pass;

        // The resource is that of the action, although tasks on Fargate have no container instance (Service Authorization Reference, "Actions,
        // resources, and condition keys for Amazon Elastic Container Service").
        yield return OfCluster(Allow("Find", names.ContainerInstancesArn(stack), "ecs:ListTasks"));
        yield return Allow("Wait", names.TasksArn(stack), "ecs:DescribeTasks");
        yield return Allow("Outputs", stack.StackId, "cloudformation:DescribeStacks");

        PolicyStatement OfCluster(PolicyStatement statement)
        {
            statement.AddCondition("ArnEquals", new Dictionary<string, object> { ["ecs:cluster"] = names.ClusterArn(stack) });
            return statement;
        }
    }

    /// <summary>
    /// The principal that assumes the roles of a task: ECS, only for tasks of this account and region (Amazon ECS Developer Guide, "Amazon ECS
    /// task IAM role"; the condition cannot name a cluster).
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


    private static PolicyStatement Allow(string sid, string[] resources, params string[] actions) =>
        new(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = resources });
    /// <summary>A statement that allows actions on one resource.</summary>
    public static PolicyStatement Allow(string sid, string resource, params string[] actions) => Allow(sid, [resource], actions);
}
