using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using Workers.Deploy.Environments;
using Workers.Deploy.Images;
using Workers.Deploy.Network;
using Workers.Deploy.Services;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Workers.Deploy.Database;

/// <summary>
/// The users' passwords, and the task that creates databases and users with them. <c>deploy/setup</c> runs it before the services are
/// deployed. Nothing else has access to the administrator's password.
/// </summary>
internal sealed class SetupStack : EnvironmentStack
{
    /// <summary>Name of the task and of its log group.</summary>
    public const string TaskName = "setup";

    private static readonly string[] IgnoredChecks = ["W6001"];

    private const int Cpu = 256;
    private const int Memory = 512;

    public SetupStack(Construct scope, string id, Deployment deployment, ClusterStack cluster, DatabaseServer server)
        : base(scope, id, deployment.Settings)
    {
        var names = deployment.Names;
        var users = deployment.Services.WithDatabase.Select(service => (service, (ISecret)User(names, service))).ToList();
        var task = new ConfinedTask(this, deployment, TaskName, Cpu, Memory, server.Authorities is null ? [] : [ServerAuthorities.Volume]);
        var setup = task.Add(
            TaskName,
            SetupContainer.Create(this, task.Image(ImageNames.Postgres, ImageNames.PostgresTag), server, users));
        if (server.Authorities is not null)
            ServerAuthorities.Mount(setup);

        var access = ServiceAccess.Create(this, cluster.Vpc, TaskName, [], server);
        var subnets = cluster.Vpc.SelectSubnets(new SubnetSelection { SubnetGroupName = NetworkStack.Services }).SubnetIds;

        // deploy/setup reads the subnets here; cfn-lint advises against outputs with imported values (W6001).
        TemplateOptions.Metadata = new Dictionary<string, object>
        {
            ["cfn-lint"] = new Dictionary<string, object> { ["config"] = new Dictionary<string, object> { ["ignore_checks"] = IgnoredChecks } },
        };
        _ = new CfnOutput(this, "TaskSubnets", new CfnOutputProps { Value = string.Join(',', subnets) });
        _ = new CfnOutput(this, "TaskSecurityGroup", new CfnOutputProps { Value = access.SecurityGroupId });
        _ = new ManagedPolicy(this, "Run", new ManagedPolicyProps
        {
            ManagedPolicyName = names.Prefix + "run-setup",
            Description = "For the role that deploys: what deploy/setup calls",
            Statements = [.. TaskPermissions.RunTask(this, names, task.Definition)],
        });

        // The task runs in the cluster, but refers to it only by name.
        AddDependency(cluster);
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
