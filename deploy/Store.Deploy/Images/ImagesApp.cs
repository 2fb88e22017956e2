using Amazon.CDK;
using Store.Deploy.Environments;

namespace Store.Deploy.Images;

/// <summary>
/// The app of the image repositories, which all environments share: <c>deploy/images/cdk.json</c>. The app of an environment never changes
/// them, so deploying an older commit to an environment takes no repository away from newer workers.
/// </summary>
internal static class ImagesApp
{
    /// <summary>First part of the names of its stacks and repositories.</summary>
    public const string Prefix = "workers";

    /// <summary>Builds a stack for each repository.</summary>
    /// <param name="app">The app.</param>
    /// <param name="root">The folder of the clone.</param>
    /// <exception cref="DeployException">An environment's file is wrong, or the environments name different registries.</exception>
    public static void Build(App app, string root)
    {
        var services = ServiceFolders.Find(Path.Combine(root, "services", "store"));
        var environments = EnvironmentFile.ReadAll(Path.Combine(root, "deploy", "environments"));
        var registry = ImageRegistry.Of(environments);
        Tags.Of(app).Add("project", "workers");
        foreach (var repository in services.All.Select(ImageNames.Of).Concat(ImageNames.ThirdParty))
        {
            _ = new RepositoryStack(app, repository.Replace('/', '-'), repository, registry);
        }
    }
}
