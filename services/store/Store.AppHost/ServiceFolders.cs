using Workers.Aspire;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost;

/// <summary>The services to run. There is no list of workers: every folder with a <c>subscription.json</c> is one.</summary>
/// <param name="Workers">The workers, by name.</param>
/// <param name="Storefront">The Storefront.</param>
/// <param name="Gateway">The simulated payment gateway.</param>
public sealed record ServiceFolders(IReadOnlyList<ServiceFolder> Workers, ServiceFolder Storefront, ServiceFolder Gateway)
{
    /// <summary>The services with a database: the workers and the Storefront.</summary>
    public IReadOnlyList<ServiceFolder> WithStore => [.. Workers, Storefront];

    /// <summary>All services.</summary>
    public IReadOnlyList<ServiceFolder> All => [.. Workers, Storefront, Gateway];

    /// <summary>Finds the services of the clone that this program was built in, with the same build configuration.</summary>
    /// <param name="portBase">First of consecutive ports for the services; null uses their usual ports.</param>
    /// <exception cref="SetupException">This program is not in a clone.</exception>
    public static ServiceFolders Find(int? portBase = null)
    {
        var services = Path.Combine(Root(), "services", "store");
        var workers = SubscriptionFile.FindAll(services).Select(file => ServiceFolder.Read(Path.GetDirectoryName(file)!, BuildOutput.RelativePath)).ToList();
        var storefront = ServiceFolder.Read(Path.Combine(services, "Storefront"), BuildOutput.RelativePath);
        var gateway = ServiceFolder.Read(Path.Combine(services, "Payment.Gateway"), BuildOutput.RelativePath);
        if (portBase is not { } port)
            return new ServiceFolders(workers, storefront, gateway);

        return new ServiceFolders(
            [.. workers.Select((worker, index) => worker with { Port = port + 2 + index })],
            storefront with { Port = port },
            gateway with { Port = port + 1 });
    }

    /// <summary>The folder of the clone.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "services", "store", "Store.AppHost", "Store.AppHost.csproj")))
                return folder.FullName;
        }

        throw new SetupException(
            $"No services were found above {AppContext.BaseDirectory}. Run this from a clone: dotnet run --project services/store/Store.AppHost");
    }
}
