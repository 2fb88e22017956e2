using Workers.Hosting.Subscriptions;

namespace Workers.Local.Services;

/// <summary>What there is to run. Nobody keeps a list: a worker is a folder with a <c>subscription.json</c>.</summary>
/// <param name="Workers">The workers, by name.</param>
/// <param name="Storefront">The shop.</param>
/// <param name="Gateway">The payment gateway's stand-in.</param>
public sealed record ServiceFolders(IReadOnlyList<ServiceFolder> Workers, ServiceFolder Storefront, ServiceFolder Gateway)
{
    /// <summary>Finds the services beside this program's own project.</summary>
    /// <param name="portBase">Gives every service a port of its own from here on, instead of its usual one; null keeps those.</param>
    /// <exception cref="LocalException">There is no such folder above this program, or a service is not built.</exception>
    public static ServiceFolders Find(int? portBase = null)
    {
        var project = ProjectFolder();
        var services = Path.GetDirectoryName(project)!;
        var output = Path.GetRelativePath(project, AppContext.BaseDirectory);
        var workers = Directory.GetDirectories(services)
            .Where(folder => File.Exists(Path.Combine(folder, SubscriptionFile.Name)))
            .Order(StringComparer.Ordinal)
            .Select(folder => ServiceFolder.Read(folder, output))
            .ToList();
        var storefront = ServiceFolder.Read(Path.Combine(services, "Storefront"), output);
        var gateway = ServiceFolder.Read(Path.Combine(services, "Payment.Gateway"), output);
        if (portBase is not { } port)
            return new ServiceFolders(workers, storefront, gateway);

        return new ServiceFolders(
            [.. workers.Select((worker, index) => worker with { Port = port + 2 + index })],
            storefront with { Port = port },
            gateway with { Port = port + 1 });
    }

    /// <summary>The folder <c>services/Workers.Local</c>.</summary>
    public static string ProjectFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "Workers.Local" && File.Exists(Path.Combine(folder.FullName, "Workers.Local.csproj")))
                return folder.FullName;
        }

        throw new LocalException($"No services were found above {AppContext.BaseDirectory}. Run this from a clone: dotnet run --project services/Workers.Local");
    }
}
