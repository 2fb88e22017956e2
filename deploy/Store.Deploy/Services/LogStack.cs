using Amazon.CDK;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Services;

/// <summary>
/// The log group of a service, or of another task, in a stack of its own. So it outlives a first deployment that fails, whose stack CloudFormation deletes,
/// and the removal of a service. A retained log group in the service's stack would do neither: its name would be taken when the
/// deployment is repeated or the service comes back. One stack for all log groups would lose those of services that an earlier commit
/// does not have.
/// </summary>
internal sealed class LogStack : EnvironmentStack
{
    /// <summary>End of the names of these stacks.</summary>
    public const string Suffix = "-logs";

    private LogStack(Construct scope, string id, EnvironmentSettings settings, string name)
        : base(scope, id, settings) => _ = new CfnLogGroup(this, "Logs", new CfnLogGroupProps { LogGroupName = name, RetentionInDays = settings.LogDays });

    /// <summary>Creates the log group unless another task did, and returns it by its name: a reference would be an export.</summary>
    /// <param name="scope">A scope in the stack that writes the log; that stack is deployed after this one.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="task">Name of the service or task, without the environment.</param>
    public static ILogGroup Create(Construct scope, Deployment deployment, string task)
    {
        var (names, user, root) = (deployment.Names, Of(scope), (Construct)scope.Node.Root);
        var id = names.Prefix + task + Suffix;
        if (root.Node.TryFindChild(id) is not LogStack logs)
        {
            logs = new LogStack(root, id, deployment.Settings, names.LogGroup(task));
            Amazon.CDK.Tags.Of(logs).Add("service", task);
        }

        user.AddDependency(logs);
        return LogGroup.FromLogGroupName(scope, "LogGroup", names.LogGroup(task));
    }
}
