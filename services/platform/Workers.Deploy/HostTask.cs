using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;

namespace Workers.Deploy;

/// <summary>Properties of a <see cref="HostTask"/>.</summary>
public sealed record HostTaskProps
{
    /// <summary>Name of the container, without the prefix, e.g. <c>reminder</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The image.</summary>
    public required ContainerImage Image { get; init; }

    /// <summary>Name of the event bus.</summary>
    public required string EventBusName { get; init; }

    /// <summary>Prefix of the names of queues and of the task definition; none by default.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What the program may call: <see cref="WorkerPermissions"/>, and calls of its own; nothing by default.</summary>
    public IEnumerable<PolicyStatement> Permissions { get; init; } = [];

    /// <summary>Environment variables of the program, besides those that the host needs; none by default.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Environment variables whose values are in Secrets Manager or Parameter Store; none by default.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>
    /// Whether the program migrates its database before it starts, in a container with <c>--migrate</c>; false by default. Then the database's user needs
    /// the permission to change tables, and to create the database if it does not exist. While one task migrates, others wait.
    /// </summary>
    public bool MigratesDatabase { get; init; }

    /// <summary>CPU in 1/1024 vCPU; 512 by default.</summary>
    public int Cpu { get; init; } = 512;

    /// <summary>Memory in MiB, at least 512; 1024 by default. A migration has 256 of them.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Architecture of the image; x86_64 by default.</summary>
    public CpuArchitecture? Architecture { get; init; }

    /// <summary>The log group; by default one that keeps logs for a month, and stays when the stack is deleted.</summary>
    public ILogGroup? LogGroup { get; init; }
}

/// <summary>The task of a program of Workers.Hosting, a worker or a publisher (<see cref="HostContainer"/>), with least privilege (<see cref="ConfinedTask"/>).</summary>
public sealed class HostTask : Construct
{
    private const int MigrationMemory = 256;

    /// <summary>Defines the task.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties.</param>
    public HostTask(Construct scope, string id, HostTaskProps props)
        : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        var task = new ConfinedTask(this, "Default", new ConfinedTaskProps
        {
            Family = props.Prefix + props.Name,
            Cpu = props.Cpu,
            MemoryMiB = props.MemoryMiB,
            Architecture = props.Architecture,
            Volumes = HostContainer.WritableFolders.Keys,
            LogGroup = props.LogGroup,
        });
        Definition = task.Definition;
        foreach (var statement in props.Permissions)
            Definition.AddToTaskRolePolicy(statement);
        Container = task.AddContainer(props.Name, Program(props));
        HostContainer.MountFolders(Container);
        if (props.MigratesDatabase)
            AddMigration(task, props);
    }

    /// <summary>The task definition.</summary>
    public FargateTaskDefinition Definition { get; }

    /// <summary>The container of the program.</summary>
    public ContainerDefinition Container { get; }

    private static ContainerDefinitionOptions Program(HostTaskProps props)
    {
        var variables = new Dictionary<string, string>(props.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in HostContainer.Environment(props.EventBusName, props.Prefix))
            variables[name] = value;
        return new ContainerDefinitionOptions
        {
            Image = props.Image,
            User = HostContainer.User,

            // On Fargate .NET reads the limit of its container: without one it would size its heap by the memory of the host.
            MemoryLimitMiB = props.MigratesDatabase ? props.MemoryMiB - MigrationMemory : props.MemoryMiB,
            Environment = variables,
            Secrets = new Dictionary<string, Secret>(props.Secrets, StringComparer.Ordinal),
            HealthCheck = HostContainer.HealthCheck,
            StopTimeout = HostContainer.StopTimeout,
            PortMappings = [new PortMapping { ContainerPort = HostContainer.Port }],
        };
    }

    private void AddMigration(ConfinedTask task, HostTaskProps props)
    {
        var options = Program(props);
        options.MemoryLimitMiB = MigrationMemory;
        options.Command = ["--migrate"];
        options.Essential = false;
        options.HealthCheck = null;
        options.PortMappings = null;
        var migration = task.AddContainer("migration", options);
        HostContainer.MountFolders(migration);
        Container.AddContainerDependencies(new ContainerDependency { Container = migration, Condition = ContainerDependencyCondition.SUCCESS });
    }
}
