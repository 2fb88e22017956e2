using System.Text.RegularExpressions;
using Amazon.CDK;
using Store.Deploy.Alarms;
using Store.Deploy.Dashboards;
using Store.Deploy.Database;
using Store.Deploy.Environments;
using Store.Deploy.Messaging;
using Store.Deploy.Network;
using Store.Deploy.Services;
using Store.Deploy.Telemetry;

namespace Store.Deploy;

/// <summary>All stacks and their dependencies.</summary>
internal static partial class DeployApp
{
    /// <summary>Image tag in templates that nobody can deploy.</summary>
    private const string NoImages = "unset";

    /// <summary>Builds the stacks of the environment in the CDK context.</summary>
    /// <param name="app">The app, with the context values <c>environment</c> and <c>imageTag</c>.</param>
    /// <param name="root">The folder of the clone.</param>
    /// <exception cref="DeployException">The context or the environment's file is wrong.</exception>
    public static void Build(App app, string root)
    {
        var environment = app.Node.TryGetContext("environment") as string
            ?? throw new DeployException("The environment is missing. Pass -c environment=NAME.");
        var services = ServiceFolders.Find(Path.Combine(root, "services", "store"));
        var tag = ImageTag(app);
        var settings = EnvironmentFile.Read(Path.Combine(root, "deploy", "environments"), environment, services, deploying: tag is not null);
        var deployment = Describe(root, environment, settings, services, tag);

        Tags.Of(app).Add("project", "workers");
        Tags.Of(app).Add("environment", environment);
        if (settings.Owner is { } owner)
            Tags.Of(app).Add("owner", owner);
        Build(app, deployment);
        if (tag is null)
            RefuseDeployment(app);
    }

    /// <summary>The deployment of the services of a clone.</summary>
    public static Deployment Describe(string root, string environment, EnvironmentSettings settings, ServiceFolders services, string? tag) => new(
        new ResourceNames(environment, settings.Bus), settings, services, tag ?? NoImages, Path.Combine(root, "deploy", "observability", "collector"));

    /// <summary>The folder of the clone that this program was built in.</summary>
    /// <exception cref="DeployException">The program is not in a clone.</exception>
    public static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "deploy", "cdk.json")))
                return folder.FullName;
        }

        throw new DeployException($"No deploy/cdk.json was found above {AppContext.BaseDirectory}. Run this from a clone.");
    }

    /// <summary>Builds the stacks of a deployment.</summary>
    public static void Build(App app, Deployment deployment)
    {
        var (names, settings) = (deployment.Names, deployment.Settings);
        var alarms = new AlarmsStack(app, names.Prefix + "alarms", names, settings);
        MonthlyBudget.Add(alarms, names, settings);
        var network = settings.Network.Vpc is null ? new NetworkStack(app, names.Prefix + "network", deployment) : null;
        var messaging = new MessagingStack(app, names.Prefix + "messaging", names, settings, deployment.Services.Workers);
        messaging.AddDependency(alarms);
        var database = new DatabaseServer(names, settings);
        var created = settings.Database.Existing is null
            ? new DatabaseStack(app, names.Prefix + "database", names, settings, network)
            : null;
        var cluster = new ClusterStack(app, names.Prefix + "cluster", names, settings, network);
        var setup = new SetupStack(app, names.Prefix + SetupStack.TaskName, deployment, cluster, database);
        if (created is not null)
        {
            created.AddDependency(alarms);
            _ = new DatabaseAlarms(created, deployment, created.Server);
            setup.AddDependency(created);
        }

        var migrations = new MigrationsStack(app, names.Prefix + MigrationsStack.Name, deployment, cluster, database);
        migrations.AddDependency(setup);
        var gateway = settings.Telemetry.Gateway is { } collectors
            ? new GatewayStack(app, names.Prefix + GatewayStack.Name, deployment, cluster, collectors)
            : null;
        gateway?.AddDependency(alarms);
        List<Stack> services =
        [
            new StorefrontStack(app, names.Prefix + deployment.Services.Storefront.Name, deployment, cluster, database, gateway),
            .. deployment.Services.Workers.Select(
                worker => new WorkerStack(app, names.Prefix + worker.Name, deployment, worker, cluster, database, gateway)),
        ];
        var dashboard = new DashboardStack(app, names.Prefix + "dashboard", deployment);
        foreach (var service in services)
        {
            // Services refer to queues and secrets by name, so the CDK does not add these dependencies.
            service.AddDependency(messaging);
            service.AddDependency(setup);

            // Its queries name the log groups of the services.
            dashboard.AddDependency(service);
        }

        // What a service's own stack has can be deployed again.
        foreach (var stack in app.Node.Children.OfType<Stack>())
            stack.TerminationProtection = settings.Production && !services.Contains(stack);
    }

    /// <summary>
    /// An app cannot know whether the CDK lists, compares or deploys. So each stack gets a parameter without a value, which none of
    /// its resources uses: the command line and CloudFormation refuse to deploy such a template, and nothing else needs the value.
    /// </summary>
    private static void RefuseDeployment(App app)
    {
        foreach (var stack in app.Node.Children.OfType<Stack>())
        {
            const string remedy = "imageTag is missing: the templates can be read, but not deployed. To deploy, pass -c imageTag=TAG.";
            _ = new CfnParameter(stack, nameof(ImageTag), new CfnParameterProps { Type = "String", Description = remedy });
            Annotations.Of(stack).AddWarningV2("workers:imageTag", remedy);
        }
    }

    /// <summary>The tag in the CDK context; null if there is none.</summary>
    private static string? ImageTag(App app)
    {
        if (app.Node.TryGetContext("imageTag") is not string { Length: > 0 } tag)
            return null;
        return TagPattern().IsMatch(tag)
            ? tag
            : throw new DeployException($"imageTag '{tag}' is not a valid tag. Use letters, digits, '.', '_' and '-'.");
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", RegexOptions.None, 1000)]
    private static partial Regex TagPattern();
}
