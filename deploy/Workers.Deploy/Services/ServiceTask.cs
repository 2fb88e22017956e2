using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Workers.Deploy.Database;
using Workers.Deploy.Images;

namespace Workers.Deploy.Services;

/// <summary>
/// The task of a service: it migrates the database, then runs the program, with the collector as a sidecar. Every task runs the migration,
/// which is safe, so a new version never runs on old tables. <see cref="SetupStack"/> creates the database before.
/// </summary>
internal sealed class ServiceTask : Construct
{
    private readonly Deployment _deployment;
    private readonly ConfinedTask _task;

    public ServiceTask(
        Construct scope, Deployment deployment, ServiceFolder service, ServiceDatabase database, IEnumerable<PolicyStatement> permissions)
        : base(scope, "Task")
    {
        _deployment = deployment;
        var settings = deployment.Settings.Of(service);
        _task = new ConfinedTask(this, deployment, service.Name, settings.Cpu, settings.Memory, ServiceImage.WritableFolders.Keys);
        foreach (var statement in permissions.Concat(TaskPermissions.Telemetry(_task.Logs)))
            Definition.AddToTaskRolePolicy(statement);

        var image = _task.Image(ImageNames.Of(service), deployment.ImageTag);
        var program = new ServiceProgram(this, deployment, service, database, image);
        var migration = _task.Add("migration", program.Migration());
        var main = _task.Add(service.Name, program.Main());
        var collector = _task.Add(
            "collector", Collector.Container(deployment, service, _task.Image(ImageNames.Collector, ImageNames.CollectorTag)));
        Depend(main, migration, ContainerDependencyCondition.SUCCESS);

        // ECS stops them in reverse order, so the collector receives the program's last telemetry.
        Depend(main, collector, ContainerDependencyCondition.START);
        if (settings.StandIn is not null)
            Depend(main, _task.Add("stand-in", StandIn(deployment.Services.Gateway)), ContainerDependencyCondition.START);
        foreach (var container in new[] { migration, main })
            Mount(container);
        if (database.Authorities is { } authorities)
        {
            var writer = _task.Add("authorities", authorities.Writer(_task.Image(ImageNames.Postgres, ImageNames.PostgresTag)));
            Definition.AddVolume(new Volume { Name = ServerAuthorities.Volume });
            ServerAuthorities.Mount(writer, migration, main);
            Depend(migration, writer, ContainerDependencyCondition.SUCCESS);
        }
    }

    public FargateTaskDefinition Definition => _task.Definition;

    private static void Depend(ContainerDefinition container, ContainerDefinition on, ContainerDependencyCondition condition) =>
        container.AddContainerDependencies(new ContainerDependency { Container = on, Condition = condition });

    private static void Mount(ContainerDefinition container) => container.AddMountPoints(
        [.. ServiceImage.WritableFolders.Select(
            folder => new MountPoint { SourceVolume = folder.Key, ContainerPath = folder.Value, ReadOnly = false })]);

    private ContainerDefinitionOptions StandIn(ServiceFolder gateway) => new()
    {
        Image = _task.Image(ImageNames.Of(gateway), _deployment.ImageTag),
        User = ServiceImage.User,
        MemoryLimitMiB = TaskMemory.StandIn,
        Environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:5081" },
    };
}
