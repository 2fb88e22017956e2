using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Commands;

/// <summary>The folders of the workers.</summary>
internal static class WorkerFolders
{
    /// <param name="services">The folder with the workers' folders; null for <c>services</c> in the current folder or above it.</param>
    /// <returns>Each folder with a <c>subscription.json</c>, by path.</returns>
    /// <exception cref="CliException">There is none.</exception>
    public static IReadOnlyList<string> Find(string? services)
    {
        services ??= SolutionFolder.Find("services") ?? "services";
        if (!Directory.Exists(services))
            throw new CliException($"--services {services}: there is no such folder. Run this in the folder of the solution, or set the folder with the workers' folders.");

        List<string> folders = [.. SubscriptionFile.FindAll(services).Select(file => Path.GetDirectoryName(file)!)];
        return folders.Count > 0
            ? folders
            : throw new CliException($"--services {services}: no folder in it has a {SubscriptionFile.Name}.");
    }
}
