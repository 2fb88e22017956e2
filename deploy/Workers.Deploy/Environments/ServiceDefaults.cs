namespace Workers.Deploy.Environments;

/// <summary>Settings of the services that do not have their own.</summary>
internal sealed record ServiceDefaults
{
    /// <summary>Minimum number of tasks. Default: the value in the worker's <c>subscription.json</c>.</summary>
    public int? MinTasks { get; init; }

    /// <summary>Maximum number of tasks. Default: the value in the worker's <c>subscription.json</c>.</summary>
    public int? MaxTasks { get; init; }

    /// <summary>Maximum number of database connections of a task; see <see cref="ServiceSettings.Connections"/>.</summary>
    public int? Connections { get; init; }
}
