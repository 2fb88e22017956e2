using Amazon.CDK;
using Amazon.CDK.AWS.ECR;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Workers.Deploy;

namespace Store.Deploy.Services;

/// <summary>A task of an environment: with its log group, and with images of its registry.</summary>
internal sealed class EnvironmentTask
{
    private readonly Construct _scope;
    private readonly string? _registry;
    private readonly ConfinedTask _task;

    /// <summary>Defines a task without containers.</summary>
    /// <param name="scope">The scope of its resources.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="name">Name of the task, without the environment.</param>
    /// <param name="cpu">CPU in 1/1024 vCPU.</param>
    /// <param name="memory">Memory in MiB.</param>
    /// <param name="volumes">Empty volumes that its containers can mount.</param>
    /// <param name="logs">Name of its log group, without the environment; by default that of the task.</param>
    public EnvironmentTask(Construct scope, Deployment deployment, string name, int cpu, int memory, IEnumerable<string> volumes, string? logs = null)
    {
        (_scope, _registry) = (scope, deployment.Settings.Registry);
        _task = new ConfinedTask(scope, "Default", new ConfinedTaskProps
        {
            Family = deployment.Names.Prefix + name,
            Cpu = cpu,
            MemoryMiB = memory,
            Architecture = deployment.Settings.Architecture == "arm64" ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
            Volumes = volumes,
            LogGroup = LogStack.Create(scope, deployment, logs ?? name),
        });
    }

    public FargateTaskDefinition Definition => _task.Definition;

    public ILogGroup Logs => _task.LogGroup;

    /// <summary>Adds a container with a read-only root and without capabilities.</summary>
    public ContainerDefinition Add(string name, ContainerDefinitionOptions options) => _task.AddContainer(name, options);

    /// <summary>An image in the registry of the environment.</summary>
    public EcrImage Image(string repository, string tag)
    {
        var arn = Stack.Of(_scope).FormatArn(new ArnComponents { Service = "ecr", Resource = "repository", ResourceName = repository, Account = _registry });
        return ContainerImage.FromEcrRepository(
            Repository.FromRepositoryAttributes(_scope, repository, new RepositoryAttributes { RepositoryArn = arn, RepositoryName = repository }), tag);
    }

    /// <summary>Lets ECS start a container again when it ends.</summary>
    public void Restart(string container) => _task.Restart(container);
}
