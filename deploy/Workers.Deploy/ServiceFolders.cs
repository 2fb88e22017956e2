using Workers.Hosting.Subscriptions;

namespace Workers.Deploy;

/// <summary>A folder below <c>services/store/</c> that runs in AWS.</summary>
/// <param name="Name">What it is called in AWS: the folder's name without <c>.Worker</c>, in lower case, with hyphens for dots.</param>
/// <param name="Project">The folder's name.</param>
/// <param name="Subscription">What it subscribes to; null for what is not a worker.</param>
internal sealed record ServiceFolder(string Name, string Project, Subscription? Subscription)
{
    /// <summary>What the program calls itself in its telemetry, where dots stay.</summary>
    public string TelemetryName => Shorten(Project);

    public static ServiceFolder Of(string project, Subscription? subscription = null) =>
        new(Shorten(project).Replace('.', '-'), project, subscription);

    private static string Shorten(string project) => project.Replace(".Worker", "", StringComparison.Ordinal).ToLowerInvariant();
}

/// <summary>What there is to deploy. Nobody keeps a list: a worker is a folder with a <c>subscription.json</c>.</summary>
internal sealed record ServiceFolders(IReadOnlyList<ServiceFolder> Workers)
{
    /// <summary>The shop.</summary>
    public ServiceFolder Storefront { get; } = ServiceFolder.Of("Storefront");

    /// <summary>The payment provider's stand-in, which has no place in production.</summary>
    public ServiceFolder Gateway { get; } = ServiceFolder.Of("Payment.Gateway");

    /// <summary>Those that have a database.</summary>
    public IEnumerable<ServiceFolder> WithDatabase => [.. Workers, Storefront];

    public IEnumerable<ServiceFolder> All => [.. Workers, Storefront, Gateway];

    /// <exception cref="SubscriptionException">One of the files is wrong; the message tells which, and what.</exception>
    public static ServiceFolders Find(string services) => new(
        [.. SubscriptionFile.FindAll(services).Select(file => ServiceFolder.Of(
            Path.GetFileName(Path.GetDirectoryName(file)!), SubscriptionFile.Read(file)))]);
}
