namespace Store.Deploy.Environments;

/// <summary>Settings of the services that do not have their own.</summary>
internal sealed record ServiceDefaults
{
    /// <summary>Minimum number of tasks. Default: the value in the worker's <c>subscription.json</c>.</summary>
    public int? MinTasks { get; init; }

    /// <summary>Maximum number of tasks. Default: the value in the worker's <c>subscription.json</c>.</summary>
    public int? MaxTasks { get; init; }

    /// <summary>Maximum number of database connections of a task; see <see cref="ServiceSettings.Connections"/>.</summary>
    public int? Connections { get; init; }

    /// <summary>
    /// Share of the tasks above <see cref="MinTasks"/> that run on Spot, from 0 (none) to 1 (all) in tenths; 0.9 by default. ECS starts no task on
    /// demand instead while Spot has no capacity.
    /// </summary>
    public decimal? Spot { get; init; }
}
