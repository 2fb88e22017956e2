using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Store.Deploy.Database;
using Store.Deploy.Images;
using Store.Deploy.Telemetry;
using Workers.Deploy;

namespace Store.Deploy.Services;

/// <summary>
/// The task of a service: the program, with the collector as a sidecar. <see cref="SetupStack"/> creates the database before, and
/// <see cref="MigrationsStack"/> migrates it: on older tables the program does not start.
/// </summary>
internal sealed class ServiceTask : Construct
{
    private readonly Deployment _deployment;
    private readonly EnvironmentTask _task;

    public ServiceTask(
        Construct scope, Deployment deployment, ServiceFolder service, ServiceDatabase database, IEnumerable<PolicyStatement> permissions)
        : base(scope, "Task")
    {
        _deployment = deployment;
        var settings = deployment.Settings.Of(service);
        _task = new EnvironmentTask(this, deployment, service.Name, settings.Cpu, settings.Memory, HostContainer.WritableFolders.Keys);
        foreach (var statement in permissions.Concat(SidecarPermissions(_task.Logs)))
            Definition.AddToTaskRolePolicy(statement);

        var image = _task.Image(ImageNames.Of(service), deployment.ImageTag);
        var program = new ServiceProgram(this, deployment, service, database, image);
        var main = _task.Add(service.Name, program.Main());
        var collector = _task.Add(
            "collector", Collector.Sidecar(this, deployment, service.Name, _task.Image(ImageNames.Collector, ImageNames.CollectorTag)));

        _task.Restart("collector");

        // ECS stops them in reverse order, so the collector receives the program's last telemetry.
        Depend(main, collector);
        if (settings.Simulator is not null)
            Depend(main, _task.Add("simulator", Simulator(deployment.Services.Gateway)));
        HostContainer.MountFolders(main);
        database.Authorities?.AddTo(_task, main);
    }

    public FargateTaskDefinition Definition => _task.Definition;

    private static void Depend(ContainerDefinition container, ContainerDefinition on) => container.AddContainerDependencies(
        new ContainerDependency { Container = on, Condition = ContainerDependencyCondition.START });

    /// <summary>With a gateway, only that one calls AWS.</summary>
    private IEnumerable<PolicyStatement> SidecarPermissions(ILogGroup logs) =>
        _deployment.Settings.Telemetry.Gateway is null ? new ExportTarget(_deployment).Permissions(logs) : [];

    private ContainerDefinitionOptions Simulator(ServiceFolder gateway) => new()
    {
        Image = _task.Image(ImageNames.Of(gateway), _deployment.ImageTag),
        User = HostContainer.User,
        MemoryLimitMiB = TaskMemory.Simulator,
        Environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:5081" },
    };
}
