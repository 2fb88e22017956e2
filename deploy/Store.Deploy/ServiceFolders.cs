using Workers.Hosting.Subscriptions;

namespace Store.Deploy;

/// <summary>A folder below <c>services/store/</c> that runs in AWS.</summary>
/// <param name="Name">Name in AWS: the folder's name without <c>.Worker</c>, in lower case, with hyphens instead of dots.</param>
/// <param name="Project">The folder's name.</param>
/// <param name="Subscription">The subscription of a worker; otherwise null.</param>
internal sealed record ServiceFolder(string Name, string Project, Subscription? Subscription)
{
    /// <summary>Service name in telemetry, with dots.</summary>
    public string TelemetryName => Shorten(Project);

    public static ServiceFolder Of(string project, Subscription? subscription = null) =>
        new(Shorten(project).Replace('.', '-'), project, subscription);

    private static string Shorten(string project) => project.Replace(".Worker", "", StringComparison.Ordinal).ToLowerInvariant();
}

/// <summary>The services to deploy. There is no list of workers: every folder with a <c>subscription.json</c> is one.</summary>
internal sealed record ServiceFolders(IReadOnlyList<ServiceFolder> Workers)
{
    /// <summary>The Storefront.</summary>
    public ServiceFolder Storefront { get; } = ServiceFolder.Of("Storefront");

    /// <summary>The simulated payment provider, which is not allowed in production.</summary>
    public ServiceFolder Gateway { get; } = ServiceFolder.Of("Payment.Gateway");

    /// <summary>The services with a database.</summary>
    public IEnumerable<ServiceFolder> WithDatabase => [.. Workers, Storefront];

    public IEnumerable<ServiceFolder> All => [.. Workers, Storefront, Gateway];

    /// <exception cref="SubscriptionException">A file is wrong; the message names the file and the error.</exception>
    /// <exception cref="DeployException">A name is not possible in AWS; the message names every folder.</exception>
    public static ServiceFolders Find(string services)
    {
        var found = new ServiceFolders(
            [.. SubscriptionFile.FindAll(services).Select(file => ServiceFolder.Of(
                Path.GetFileName(Path.GetDirectoryName(file)!), SubscriptionFile.Read(file)))]);
        var problems = ServiceNameRules.Check(found).ToList();
        return problems.Count == 0 ? found : throw new DeployException(string.Join(Environment.NewLine, problems));
    }
}
