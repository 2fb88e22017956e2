using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Services;

namespace Store.Deploy.Database;

/// <summary>
/// The tasks that migrate the services' databases, one for each. <c>deploy/migrate</c> runs them before the services are deployed: a program does not start
/// while its database lacks one of its migrations.
/// </summary>
internal sealed class MigrationsStack : EnvironmentStack
{
    /// <summary>Name of the stack, without the environment.</summary>
    public const string Name = "migrations";

    public MigrationsStack(Construct scope, string id, Deployment deployment, ClusterStack cluster, DatabaseServer server)
        : base(scope, id, deployment.Settings)
    {
        var tasks = deployment.Services.WithDatabase.Select(service => new MigrationTask(this, deployment, service, server)).ToList();
        var access = ServiceAccess.Create(this, cluster.Vpc, Name, [], server);
        OneOffTasks.Allow(this, deployment.Names, cluster, access, Name, [.. tasks.Select(task => task.Definition)]);
    }
}
