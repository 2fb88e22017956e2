namespace Store.Deploy.Environments;

/// <summary>Number of tasks of a service, their database connections, and their share on Spot, from all places that set them.</summary>
/// <param name="MinTasks">Minimum number of tasks.</param>
/// <param name="MaxTasks">Maximum number of tasks.</param>
/// <param name="Connections">Maximum number of database connections of a task: the size of its pool.</param>
/// <param name="Spot">Share of the tasks above the minimum that run on Spot, 0 to 1.</param>
internal sealed record ServiceCapacity(int MinTasks, int MaxTasks, int Connections, decimal Spot)
{
    /// <summary>
    /// Connections besides one for each message in flight, which holds one while it is handled. The others are needed for milliseconds at a
    /// time: outbox, health, retention.
    /// </summary>
    public const int OtherConnections = 4;

    private const int StorefrontMaxTasks = 4;
    private const int StorefrontConnections = 16;
    private const decimal UsualSpot = 0.9m;

    /// <summary>The service's own settings come first, then the environment's defaults, then those of the service's folder.</summary>
    public static ServiceCapacity Of(EnvironmentSettings settings, ServiceFolder service)
    {
        var (own, defaults, subscription) = (settings.Of(service), settings.Defaults, service.Subscription);

        // Nothing would start the first task of the Storefront: it has no queue in which work could wait.
        var minTasks = own.MinTasks ?? (subscription is null ? Math.Max(defaults.MinTasks ?? 1, 1) : defaults.MinTasks ?? subscription.Scaling.MinTasks);
        return new ServiceCapacity(
            minTasks,
            own.MaxTasks ?? defaults.MaxTasks ?? subscription?.Scaling.MaxTasks ?? Math.Max(minTasks, StorefrontMaxTasks),
            own.Connections ?? defaults.Connections ?? (subscription is null ? StorefrontConnections : subscription.Concurrency + OtherConnections),
            own.Spot ?? defaults.Spot ?? UsualSpot);
    }
}
