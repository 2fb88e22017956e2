using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Store.Deploy.Images;
using Store.Deploy.Services;
using Workers.Deploy;

namespace Store.Deploy.Database;

/// <summary>
/// The task that migrates the database of one service: the service's program with <c>--migrate</c>, which needs no permissions in AWS. ECS does
/// not limit the time of a task.
/// </summary>
internal sealed class MigrationTask : Construct
{
    /// <summary>Name of the container.</summary>
    public const string Container = "migration";

    private const int Cpu = 512;
    private const int Memory = 1024;
    private const int Connections = 4;

    public MigrationTask(Construct scope, Deployment deployment, ServiceFolder service, DatabaseServer server)
        : base(scope, service.Name)
    {
        var task = new EnvironmentTask(this, deployment, NameOf(service.Name), Cpu, Memory, HostContainer.WritableFolders.Keys, logs: service.Name);
        var database = new ServiceDatabase(this, deployment.Names, service, server, Connections);
        var program = new ServiceProgram(this, deployment, service, database, task.Image(ImageNames.Of(service), deployment.ImageTag));
        var migration = task.Add(Container, program.Migration(Memory - TaskMemory.Minimum));
        HostContainer.MountFolders(migration);
        database.Authorities?.AddTo(task, migration);
        Definition = task.Definition;
    }

    public FargateTaskDefinition Definition { get; }

    /// <summary>Name of the task and of its log group, without the environment.</summary>
    public static string NameOf(string service) => service + "-migration";
}
