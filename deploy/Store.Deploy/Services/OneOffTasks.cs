using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Store.Deploy.Environments;
using Store.Deploy.Network;

namespace Store.Deploy.Services;

/// <summary>What <c>deploy/run-task</c> needs to run the tasks of a stack: the stack's outputs, and a policy for its caller.</summary>
internal static class OneOffTasks
{
    /// <param name="stack">The stack.</param>
    /// <param name="names">The resource names.</param>
    /// <param name="cluster">The cluster that the tasks run in; they refer to it only by name.</param>
    /// <param name="access">The security group of the tasks.</param>
    /// <param name="name">Name of the stack, without the environment.</param>
    /// <param name="tasks">The tasks.</param>
    public static void Allow(
        Stack stack, ResourceNames names, ClusterStack cluster, ISecurityGroup access, string name, IReadOnlyList<FargateTaskDefinition> tasks)
    {
        // An output with an imported value.
        CfnLint.Ignore(stack, "W6001");
        var subnets = cluster.Vpc.SelectSubnets(NetworkStack.ServiceSubnets).SubnetIds;
        _ = new CfnOutput(stack, "Subnets", new CfnOutputProps { Value = string.Join(',', subnets) });
        _ = new CfnOutput(stack, "SecurityGroup", new CfnOutputProps { Value = access.SecurityGroupId });

        // With its revision: that of this stack, whichever others the family has.
        foreach (var task in tasks)
            _ = new CfnOutput(stack, $"Task-{task.Family}", new CfnOutputProps { Value = task.TaskDefinitionArn });
        _ = new ManagedPolicy(stack, "Run", new ManagedPolicyProps
        {
            ManagedPolicyName = $"{names.Prefix}run-{name}",
            Description = $"For the role that deploys: runs the tasks of {names.Prefix}{name} by deploy/run-task",
            Statements = [.. TaskPermissions.RunTasks(stack, names, tasks)],
        });

        stack.AddDependency(cluster);
    }
}
