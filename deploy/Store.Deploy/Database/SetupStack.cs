using Amazon.CDK;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Images;
using Store.Deploy.Services;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Store.Deploy.Database;

/// <summary>
/// The users' passwords, and the task that creates databases and users with them. <c>deploy/setup</c> runs it before the services are
/// deployed. Nothing else has access to the administrator's password.
/// </summary>
internal sealed class SetupStack : EnvironmentStack
{
    /// <summary>Name of the task and of its log group.</summary>
    public const string TaskName = "setup";

    private const int Cpu = 256;
    private const int Memory = 512;

    public SetupStack(Construct scope, string id, Deployment deployment, ClusterStack cluster, DatabaseServer server)
        : base(scope, id, deployment.Settings)
    {
        var names = deployment.Names;
        var users = deployment.Services.WithDatabase.Select(service => (service, (ISecret)User(names, service))).ToList();
        var task = new EnvironmentTask(this, deployment, TaskName, Cpu, Memory, server.Authorities is null ? [] : [ServerAuthorities.Volume]);
        var setup = task.Add(
            TaskName,
            SetupContainer.Create(this, names.Environment, task.Image(ImageNames.Postgres, ImageNames.PostgresTag), server, users));
        if (server.Authorities is not null)
            ServerAuthorities.MountIn(setup);

        var access = ServiceAccess.Create(this, cluster.Vpc, TaskName, [], server);
        OneOffTasks.Allow(this, names, cluster, access, TaskName, [task.Definition]);
    }

    private Secret User(ResourceNames names, ServiceFolder service) => new(this, $"User-{service.Name}", new SecretProps
    {
        SecretName = names.DatabaseSecret(service),
        Description = $"User {service.Name} of database {service.Name}",
        GenerateSecretString = new SecretStringGenerator
        {
            SecretStringTemplate = $$"""{"username":"{{service.Name}}"}""",
            GenerateStringKey = "password",
            PasswordLength = 40,
            ExcludePunctuation = true,
        },
    });
}
