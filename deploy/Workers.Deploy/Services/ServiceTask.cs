using Amazon.CDK.AWS.ECR;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Workers.Deploy.Database;
using Workers.Deploy.Environments;
using Workers.Deploy.Images;

namespace Workers.Deploy.Services;

/// <summary>
/// The task of a service: its database is made, then migrated, then the program runs, with the collector beside it. Both first steps run
/// before each task, which is safe, and so a new version never meets old tables.
/// </summary>
internal sealed class ServiceTask : Construct
{
    private readonly Deployment _deployment;
    private readonly ILogGroup _logs;

    public ServiceTask(
        Construct scope, Deployment deployment, ServiceFolder service, ServiceDatabase database, IEnumerable<PolicyStatement> permissions)
        : base(scope, "Task")
    {
        _deployment = deployment;
        var logGroup = new CfnLogGroup(this, "Logs", new CfnLogGroupProps
        {
            LogGroupName = deployment.Names.LogGroup(service),
            RetentionInDays = deployment.Settings.LogDays,
        });
        _logs = LogGroup.FromLogGroupName(this, "LogGroup", logGroup.Ref);
        Definition = Define(service, deployment.Settings);
        foreach (var statement in permissions.Concat(TaskPermissions.Telemetry(_logs)))
            Definition.AddToTaskRolePolicy(statement);

        var image = Image(ImageNames.Of(service), deployment.ImageTag);
        var program = new ServiceProgram(this, deployment, service, database, image);
        var setup = Add("database", database.Setup(Image(ImageNames.Postgres, ImageNames.PostgresTag)));
        var migration = Add("migration", program.Migration());
        var main = Add(service.Name, program.Main());
        var collector = Add("collector", Collector.Container(deployment, service, Image(ImageNames.Collector, ImageNames.CollectorTag)));
        Depend(migration, setup, ContainerDependencyCondition.SUCCESS);
        Depend(main, migration, ContainerDependencyCondition.SUCCESS);

        // ECS stops them in the other direction: the collector gets the program's last words.
        Depend(main, collector, ContainerDependencyCondition.START);
        if (deployment.Settings.Of(service).StandIn is not null)
            Depend(main, Add("stand-in", StandIn(deployment.Services.Gateway)), ContainerDependencyCondition.START);
        foreach (var container in new[] { migration, main })
            Mount(container);
        if (database.Authorities is not null)
        {
            Definition.AddVolume(new Volume { Name = ServerAuthorities.Volume });
            ServerAuthorities.Mount(setup, migration, main);
        }
    }

    public FargateTaskDefinition Definition { get; }

    private FargateTaskDefinition Define(ServiceFolder service, EnvironmentSettings settings) => new(
        this,
        "Definition",
        new FargateTaskDefinitionProps
        {
            Family = _deployment.Names.Prefix + service.Name,
            Cpu = settings.Of(service).Cpu,
            MemoryLimitMiB = settings.Of(service).Memory,
            TaskRole = Role("TaskRole"),
            ExecutionRole = Role("ExecutionRole"),
            RuntimePlatform = new RuntimePlatform
            {
                OperatingSystemFamily = OperatingSystemFamily.LINUX,
                CpuArchitecture = settings.Architecture == "arm64" ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
            },
            Volumes = [.. ServiceImage.WritableFolders.Keys.Select(name => new Volume { Name = name })],
        });

    private Role Role(string id) => new(this, id, new RoleProps { AssumedBy = TaskPermissions.Tasks(this) });

    /// <summary>Adds a container that may do nothing more than it needs to.</summary>
    private ContainerDefinition Add(string name, ContainerDefinitionOptions options)
    {
        options.ReadonlyRootFilesystem = true;
        options.LinuxParameters = new LinuxParameters(this, name + "-linux");
        options.LinuxParameters.DropCapabilities(Capability.ALL);

        // Logs that cannot be delivered are lost; waiting for them would stop the work.
        options.Logging = LogDrivers.AwsLogs(new AwsLogDriverProps
        {
            LogGroup = _logs,
            StreamPrefix = "ecs",
            Mode = AwsLogDriverMode.NON_BLOCKING,
        });
        return Definition.AddContainer(name, options);
    }

    private static void Depend(ContainerDefinition container, ContainerDefinition on, ContainerDependencyCondition condition) =>
        container.AddContainerDependencies(new ContainerDependency { Container = on, Condition = condition });

    private static void Mount(ContainerDefinition container) => container.AddMountPoints(
        [.. ServiceImage.WritableFolders.Select(
            folder => new MountPoint { SourceVolume = folder.Key, ContainerPath = folder.Value, ReadOnly = false })]);

    private EcrImage Image(string repository, string tag) =>
        ContainerImage.FromEcrRepository(Repository.FromRepositoryName(this, repository, repository), tag);

    private ContainerDefinitionOptions StandIn(ServiceFolder gateway) => new()
    {
        Image = Image(ImageNames.Of(gateway), _deployment.ImageTag),
        User = ServiceImage.User,
        Environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:5081" },
    };
}
