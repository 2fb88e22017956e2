using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.Ecr.Assets;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.RDS;
using Constructs;
using Workers.Deploy;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;

namespace Invoices.Deploy;

/// <summary>
/// The tasks of the services, each with its image, and a database of its own on one PostgreSQL server. A service creates and migrates its database
/// before it starts, as the user of the server.
/// </summary>
internal sealed class ServiceTasks(Stack stack, string root, string bus, string prefix, IVpc vpc)
{
    private const string User = "workers";

    private readonly DatabaseInstance _server = new(stack, "Database", new DatabaseInstanceProps
    {
        Engine = DatabaseInstanceEngine.Postgres(new PostgresInstanceEngineProps { Version = PostgresEngineVersion.Of("17", "17") }),
        InstanceType = Amazon.CDK.AWS.EC2.InstanceType.Of(InstanceClass.T4G, InstanceSize.SMALL),
        Vpc = vpc,
        Credentials = Credentials.FromGeneratedSecret(User),
        StorageEncrypted = true,
        BackupRetention = Duration.Days(7),
        DeletionProtection = true,
    });

    public HostTask Create(Construct scope, string name, string folder, IEnumerable<PolicyStatement> permissions)
    {
        // Of a service with tables.
        var hasDatabase = Directory.Exists(Path.Combine(folder, "Migrations"));
        return new HostTask(scope, "Task", new HostTaskProps
        {
            Name = name,
            Prefix = prefix,
            EventBusName = bus,
            Image = Image(Path.GetRelativePath(Path.Combine(root, "services"), folder)),
            Permissions = permissions,
            MigratesDatabase = hasDatabase,
            Environment = hasDatabase ? Connection(name) : [],
            Secrets = hasDatabase ? Password() : [],
        });
    }

    /// <summary>Lets the tasks of a service connect to the server.</summary>
    public void Allow(IConnectable service) => _server.Connections.AllowDefaultPortFrom(service);

    private AssetImage Image(string project) => ContainerImage.FromAsset(root, new AssetImageProps
    {
        File = "deploy/Dockerfile",
        Exclude = ["deploy/Invoices.Deploy", "tests", "**/*.md"],
        BuildArgs = new Dictionary<string, string> { ["PROJECT"] = project },
        Platform = Platform_.LINUX_AMD64,
    });

    /// <summary>Without a password, which Npgsql reads from PGPASSWORD.</summary>
    private Dictionary<string, string> Connection(string database) => new()
    {
        ["ConnectionStrings__Store"] = $"Host={_server.DbInstanceEndpointAddress};Database={database};Username={User};SSL Mode=Require",
    };

    private Dictionary<string, EcsSecret> Password() => new() { ["PGPASSWORD"] = EcsSecret.FromSecretsManager(_server.Secret!, "password") };
}
