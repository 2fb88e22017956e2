using System.Security.Cryptography;
using System.Text;
using Amazon.CDK;
using Constructs;
using Workers.Deploy;

namespace Store.Deploy.Environments;

/// <summary>
/// The names of resources in AWS: environment, then worker. Stacks refer to each other's queues and bus by these names and not by
/// CloudFormation exports, which would prevent the removal of a worker.
/// </summary>
/// <param name="environment">Name of the environment.</param>
/// <param name="existingBus">Name of a bus that this app does not create; null for its own.</param>
internal sealed class ResourceNames(string environment, string? existingBus = null)
{
    public string Environment => environment;

    /// <summary>Prefix of every name; the workers' setting <c>QueuePrefix</c>.</summary>
    public string Prefix => $"{environment}-";

    public string Bus => existingBus ?? Archive;

    /// <summary>The archive, and the bus if this app creates it.</summary>
    public string Archive => Prefix + "store";

    public string Cluster => Prefix + "workers";

    /// <summary>CloudWatch namespace of the workers' own metrics.</summary>
    public string MetricNamespace => $"Workers/{environment}";

    /// <summary>A worker, with the names of its resources.</summary>
    public WorkerDefinition Definition(ServiceFolder worker) => new()
    {
        Name = worker.Name,
        Subscription = worker.Subscription!,
        EventBusName = Bus,
        Prefix = Prefix,
    };

    public string LogGroup(string task) => $"/workers/{environment}/{task}";

    /// <summary>The vault of AWS Backup with the snapshots of the database server.</summary>
    public string BackupVault => Prefix + "database";

    /// <summary>
    /// Identifier of the database server. It follows from the snapshot that the server was restored from: CloudFormation replaces a server
    /// with a fixed name only by one with another name.
    /// </summary>
    public string DatabaseServer(string? snapshot) => snapshot is null
        ? Prefix + "database"
        : $"{Prefix}database-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(snapshot)))[..8]}";

    public string DatabaseSecret(ServiceFolder service) => $"{environment}/{service.Name}/database";

    public string AlarmTopicArn(Construct scope, AlarmSeverity severity) => Arn(scope, "sns", AlarmTopics.NameOf(environment, severity));

    public string ClusterArn(Construct scope) => Arn(scope, "ecs", "cluster/" + Cluster);

    /// <summary>All tasks of the cluster: a task's id is unknown before it runs.</summary>
    public string TasksArn(Construct scope) => Arn(scope, "ecs", $"task/{Cluster}/*");

    public string ContainerInstancesArn(Construct scope) => Arn(scope, "ecs", $"container-instance/{Cluster}/*");

    private static string Arn(Construct scope, string service, string resource) => Stack.Of(scope).FormatArn(
        new ArnComponents { Service = service, Resource = resource, ArnFormat = ArnFormat.NO_RESOURCE_NAME });
}
