using Amazon.CDK;
using Amazon.CDK.AWS.ECR;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;

namespace Store.Deploy.Services;

/// <summary>A task definition with its two roles, and with least privilege for its containers.</summary>
internal sealed class ConfinedTask
{
    /// <summary>Seconds that a container must have run before ECS starts it again; the least that ECS allows.</summary>
    private const int RestartAttemptPeriod = 60;

    private readonly Construct _scope;
    private readonly string? _registry;
    private readonly List<string> _containers = [];

    /// <summary>Defines a task without containers.</summary>
    /// <param name="scope">The scope of its resources.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="name">Name of the task, without the environment.</param>
    /// <param name="cpu">CPU in 1/1024 vCPU.</param>
    /// <param name="memory">Memory in MiB.</param>
    /// <param name="volumes">Empty volumes that its containers can mount.</param>
    /// <param name="logs">Name of its log group, without the environment; by default that of the task.</param>
    public ConfinedTask(Construct scope, Deployment deployment, string name, int cpu, int memory, IEnumerable<string> volumes, string? logs = null)
    {
        (_scope, _registry) = (scope, deployment.Settings.Registry);
        Logs = LogStack.Create(scope, deployment, logs ?? name);
        Definition = new FargateTaskDefinition(scope, "Definition", new FargateTaskDefinitionProps
        {
            Family = deployment.Names.Prefix + name,
            Cpu = cpu,
            MemoryLimitMiB = memory,
            TaskRole = Role("TaskRole"),
            ExecutionRole = Role("ExecutionRole"),
            RuntimePlatform = new RuntimePlatform
            {
                OperatingSystemFamily = OperatingSystemFamily.LINUX,
                CpuArchitecture = deployment.Settings.Architecture == "arm64" ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
            },
            Volumes = [.. volumes.Select(volume => new Volume { Name = volume })],
        });
    }

    public FargateTaskDefinition Definition { get; }

    public ILogGroup Logs { get; }

    /// <summary>Adds a container with a read-only root and without capabilities.</summary>
    public ContainerDefinition Add(string name, ContainerDefinitionOptions options)
    {
        options.ReadonlyRootFilesystem = true;
        options.LinuxParameters = new LinuxParameters(_scope, name + "-linux");
        options.LinuxParameters.DropCapabilities(Capability.ALL);

        // Logs that cannot be delivered are dropped: in blocking mode they would block the program.
        options.Logging = LogDrivers.AwsLogs(new AwsLogDriverProps
        {
            LogGroup = Logs,
            StreamPrefix = "ecs",
            Mode = AwsLogDriverMode.NON_BLOCKING,
            MaxBufferSize = Size.Mebibytes(4),
        });
        _containers.Add(name);
        return Definition.AddContainer(name, options);
    }

    /// <summary>An image in the registry of the environment.</summary>
    public EcrImage Image(string repository, string tag)
    {
        var arn = Stack.Of(_scope).FormatArn(new ArnComponents { Service = "ecr", Resource = "repository", ResourceName = repository, Account = _registry });
        return ContainerImage.FromEcrRepository(
            Repository.FromRepositoryAttributes(_scope, repository, new RepositoryAttributes { RepositoryArn = arn, RepositoryName = repository }), tag);
    }

    /// <summary>
    /// Lets ECS start a container again when it ends (Amazon ECS Developer Guide, "Restart individual containers in Amazon ECS tasks with container
    /// restart policies"). The containers of this version of the CDK do not have that property.
    /// </summary>
    public void Restart(string container) => ((CfnTaskDefinition)Definition.Node.DefaultChild!).AddPropertyOverride(
        $"ContainerDefinitions.{_containers.IndexOf(container)}.RestartPolicy",
        new Dictionary<string, object> { ["Enabled"] = true, ["RestartAttemptPeriod"] = RestartAttemptPeriod });

    private Role Role(string id) => new(_scope, id, new RoleProps { AssumedBy = TaskPermissions.Tasks(_scope) });
}
