using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Workers.Deploy;

/// <summary>The permissions of a task: only the calls of its program, on its own resources.</summary>
public static class WorkerPermissions
{
    /// <summary>
    /// Permissions of a worker: its queue and its dead-letter queue, the queues in <c>sends</c> and the sources in <c>publishes</c> of its
    /// <c>subscription.json</c>, and scale-in protection. Batch calls need the permission of the single call.
    /// </summary>
    /// <param name="scope">A scope in the account and region of the resources.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="clusterName">Name of the ECS cluster that it runs in.</param>
    public static IEnumerable<PolicyStatement> Of(Construct scope, WorkerDefinition worker, string clusterName)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return Statements(scope, worker, clusterName);
    }

    /// <summary>Permissions to put events of its own sources on the bus, and to check that the bus exists.</summary>
    /// <param name="scope">A scope in the account and region of the bus.</param>
    /// <param name="eventBusName">Name of the bus.</param>
    /// <param name="sources">The sources.</param>
    public static IEnumerable<PolicyStatement> Publish(Construct scope, string eventBusName, IEnumerable<string> sources)
    {
        // A separate statement, because DescribeEventBus has no source and would never meet the condition on it.
        yield return Allow("FindBus", Arns.EventBus(scope, eventBusName), "events:DescribeEventBus");
        var statement = Allow("Publish", Arns.EventBus(scope, eventBusName), "events:PutEvents");

        // The key can have several values, so all of them are checked. The second condition requires at least one value, because ForAllValues
        // is true without values (Amazon EventBridge User Guide, "Using IAM policy conditions").
        statement.AddCondition("ForAllValues:StringEquals", new Dictionary<string, object> { ["events:source"] = sources.ToArray() });
        statement.AddCondition("Null", new Dictionary<string, object> { ["events:source"] = "false" });
        yield return statement;
    }

    private static IEnumerable<PolicyStatement> Statements(Construct scope, WorkerDefinition worker, string clusterName)
    {
        yield return Allow(
            "Receive",
            Arns.Queue(scope, worker.QueueName),
            "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage");
        yield return Allow(
            "GiveUp",
            Arns.Queue(scope, worker.DeadLetterQueueName),
            "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage");

        if (worker.Subscription.Sends is { Count: > 0 } sends)
            yield return Allow("Send", [.. sends.Select(queue => Arns.Queue(scope, worker.Prefix + queue))], "sqs:GetQueueUrl", "sqs:SendMessage");

        // For the ECS agent endpoint, which uses the task role (Amazon ECS Developer Guide, "Task scale-in protection endpoint").
        yield return Allow("Protect", Arns.Tasks(scope, clusterName), "ecs:GetTaskProtection", "ecs:UpdateTaskProtection");
        if (worker.Subscription.Publishes.Count == 0)
            yield break;
        foreach (var statement in Publish(scope, worker.EventBusName, worker.Subscription.Publishes))
            yield return statement;
    }

    private static PolicyStatement Allow(string sid, string resource, params string[] actions) => Allow(sid, [resource], actions);

    private static PolicyStatement Allow(string sid, string[] resources, params string[] actions) =>
        new(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = resources });
}
