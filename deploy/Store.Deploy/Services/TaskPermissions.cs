using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Store.Deploy.Environments;

namespace Store.Deploy.Services;

/// <summary>Statements of this app, besides those of the platform's <c>WorkerPermissions</c>.</summary>
internal static class TaskPermissions
{
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

    /// <summary>A statement that allows actions on one resource.</summary>
    public static PolicyStatement Allow(string sid, string resource, params string[] actions) => Allow(sid, [resource], actions);

    private static PolicyStatement Allow(string sid, string[] resources, params string[] actions) =>
        new(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = resources });
}
