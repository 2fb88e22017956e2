using System.Text.RegularExpressions;
using Amazon.CDK;
using Workers.Deploy.Alarms;
using Workers.Deploy.Database;
using Workers.Deploy.Environments;
using Workers.Deploy.Images;
using Workers.Deploy.Messaging;
using Workers.Deploy.Network;
using Workers.Deploy.Services;

namespace Workers.Deploy;

/// <summary>All stacks and their dependencies.</summary>
internal static partial class DeployApp
{
    /// <summary>Image tag if none was given: enough to inspect the templates, but not to deploy them.</summary>
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
        var settings = EnvironmentFile.Read(Path.Combine(root, "deploy", "environments"), environment, services);
        var deployment = new Deployment(
            new ResourceNames(environment), settings, services, ImageTag(app), Path.Combine(root, "deploy", "observability", "collector"));

        Tags.Of(app).Add("project", "workers");
        _ = new ImagesStack(app, "workers-images", services);
        Build(app, deployment);
    }

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

    private static void Build(App app, Deployment deployment)
    {
        var (names, settings) = (deployment.Names, deployment.Settings);
        var alarms = new AlarmsStack(app, names.Prefix + "alarms", names, settings);
        var network = new NetworkStack(app, names.Prefix + "network", settings);
        var messaging = new MessagingStack(app, names.Prefix + "messaging", names, settings, deployment.Services.Workers);
        messaging.AddDependency(alarms);
        var database = new DatabaseStack(app, names.Prefix + "database", settings, network);
        var cluster = new ClusterStack(app, names.Prefix + "cluster", names, network);
        var setup = new SetupStack(app, names.Prefix + SetupStack.TaskName, deployment, cluster, database);
        IEnumerable<Stack> services =
        [
            new StorefrontStack(app, names.Prefix + deployment.Services.Storefront.Name, deployment, cluster, database),
            .. deployment.Services.Workers.Select(
                worker => new WorkerStack(app, names.Prefix + worker.Name, deployment, worker, cluster, database)),
        ];
        foreach (var service in services)
        {
            // Services refer to queues and secrets by name, so the CDK does not add these dependencies.
            service.AddDependency(messaging);
            service.AddDependency(setup);
        }

        foreach (var stack in app.Node.Children.OfType<Stack>().Where(stack => stack is not ImagesStack))
            Tags.Of(stack).Add("environment", names.Environment);
    }

    private static string ImageTag(App app)
    {
        if (app.Node.TryGetContext("imageTag") is not string { Length: > 0 } tag)
        {
            Annotations.Of(app).AddWarning(
                $"imageTag is missing, so these templates have the tag '{NoImages}' and cannot be deployed. Pass -c imageTag=TAG.");
            return NoImages;
        }

        return TagPattern().IsMatch(tag)
            ? tag
            : throw new DeployException($"imageTag '{tag}' is not a valid tag. Use letters, digits, '.', '_' and '-'.");
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", RegexOptions.None, 1000)]
    private static partial Regex TagPattern();
}
