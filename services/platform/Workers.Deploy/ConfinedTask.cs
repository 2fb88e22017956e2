using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;

namespace Workers.Deploy;

/// <summary>Properties of a <see cref="ConfinedTask"/>.</summary>
public sealed record ConfinedTaskProps
{
    /// <summary>Name of the task definition.</summary>
    public required string Family { get; init; }

    /// <summary>CPU in 1/1024 vCPU; 512 by default.</summary>
    public int Cpu { get; init; } = 512;

    /// <summary>Memory in MiB; 1024 by default.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Architecture of the images; x86_64 by default.</summary>
    public CpuArchitecture? Architecture { get; init; }

    /// <summary>Names of empty volumes that its containers can mount; none by default.</summary>
    public IEnumerable<string> Volumes { get; init; } = [];

    /// <summary>The log group of its containers; by default one that keeps logs for a month, and stays when the stack is deleted.</summary>
    public ILogGroup? LogGroup { get; init; }
}

/// <summary>
/// A task definition for Fargate with least privilege: its two roles can be assumed only by ECS for tasks of this account and region, and its
/// containers have a read-only root and no capabilities.
/// </summary>
public sealed class ConfinedTask : Construct
{
    /// <summary>Seconds that a container must have run before ECS starts it again; the least that ECS allows.</summary>
    private const int RestartAttemptPeriod = 60;

    private readonly List<string> _containers = [];

    /// <summary>Defines a task without containers.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties.</param>
    public ConfinedTask(Construct scope, string id, ConfinedTaskProps props)
        : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        LogGroup = props.LogGroup ?? new LogGroup(this, "Logs", new LogGroupProps { Retention = RetentionDays.ONE_MONTH });
        Definition = new FargateTaskDefinition(this, "Definition", new FargateTaskDefinitionProps
        {
            Family = props.Family,
            Cpu = props.Cpu,
            MemoryLimitMiB = props.MemoryMiB,
            TaskRole = CreateRole("TaskRole"),
            ExecutionRole = CreateRole("ExecutionRole"),
            RuntimePlatform = new RuntimePlatform
            {
                OperatingSystemFamily = OperatingSystemFamily.LINUX,
                CpuArchitecture = props.Architecture ?? CpuArchitecture.X86_64,
            },
            Volumes = [.. props.Volumes.Select(volume => new Volume { Name = volume })],
        });
    }

    /// <summary>The task definition.</summary>
    public FargateTaskDefinition Definition { get; }

    /// <summary>The log group of its containers.</summary>
    public ILogGroup LogGroup { get; }

    /// <summary>Adds a container with a read-only root and without capabilities, whose output goes to the log group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its other properties; they are changed.</param>
    public ContainerDefinition AddContainer(string name, ContainerDefinitionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ReadonlyRootFilesystem = true;
        options.LinuxParameters = new LinuxParameters(this, name + "-linux");
        options.LinuxParameters.DropCapabilities(Capability.ALL);

        // Logs that cannot be delivered are dropped: in blocking mode they would block the program.
        options.Logging = LogDrivers.AwsLogs(new AwsLogDriverProps
        {
            LogGroup = LogGroup,
            StreamPrefix = "ecs",
            Mode = AwsLogDriverMode.NON_BLOCKING,
            MaxBufferSize = Size.Mebibytes(4),
        });
        _containers.Add(name);
        return Definition.AddContainer(name, options);
    }

    /// <summary>
    /// Lets ECS start a container again when it ends (Amazon ECS Developer Guide, "Restart individual containers in Amazon ECS tasks with container
    /// restart policies"). The containers of this version of the CDK do not have that property.
    /// </summary>
    /// <param name="container">Name of a container that was added.</param>
    public void Restart(string container) => ((CfnTaskDefinition)Definition.Node.DefaultChild!).AddPropertyOverride(
        $"ContainerDefinitions.{_containers.IndexOf(container)}.RestartPolicy",
        new Dictionary<string, object> { ["Enabled"] = true, ["RestartAttemptPeriod"] = RestartAttemptPeriod });

    private Role CreateRole(string id) => new(this, id, new RoleProps { AssumedBy = Tasks() });

    /// <summary>ECS, only for tasks of this account and region (Amazon ECS Developer Guide, "Amazon ECS task IAM role"; the condition cannot name a cluster).</summary>
    private ServicePrincipal Tasks()
    {
        var stack = Stack.Of(this);
        return new ServicePrincipal("ecs-tasks.amazonaws.com", new ServicePrincipalOpts
        {
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = stack.Account },
                ["ArnLike"] = new Dictionary<string, object> { ["aws:SourceArn"] = $"arn:{stack.Partition}:ecs:{stack.Region}:{stack.Account}:*" },
            },
        });
    }
}
