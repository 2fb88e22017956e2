namespace Store.Deploy.Environments;

/// <summary>The settings of a service.</summary>
internal sealed record ServiceSettings
{
    /// <summary>CPU of a task in 1/1024 vCPU: 256, 512 (the default), 1024, 2048 or 4096.</summary>
    public int Cpu { get; init; } = 512;

    /// <summary>Memory of a task in MiB, 1024 by default; two to eight times <see cref="Cpu"/>, in whole GiB.</summary>
    public int Memory { get; init; } = 1024;

    /// <summary>Minimum number of tasks. Default: <c>defaults</c>; then of a worker the value in its <c>subscription.json</c>, of the Storefront 1.</summary>
    public int? MinTasks { get; init; }

    /// <summary>Maximum number of tasks. Default: <c>defaults</c>; then of a worker the value in its <c>subscription.json</c>, of the Storefront 4.</summary>
    public int? MaxTasks { get; init; }

    /// <summary>
    /// Maximum number of database connections of a task, 4 to 1000. Default: <c>defaults</c>; then of a worker its <c>concurrency</c> and 4,
    /// of the Storefront 16. A message holds a connection while it is handled: with fewer connections than <c>concurrency</c>, messages wait for one, and
    /// fail after 15 s (Npgsql, "Timeout").
    /// </summary>
    public int? Connections { get; init; }

    /// <summary>
    /// Share of the tasks above <see cref="MinTasks"/> that run on Spot, from 0 (none) to 1 (all) in tenths; 0.9 by default. ECS starts no task on
    /// demand instead while Spot has no capacity.
    /// </summary>
    public decimal? Spot { get; init; }

    /// <summary>Environment variables of the program. An empty value is an error: the operator has to fill it in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Environment variables whose value is in Secrets Manager: the secret's name, or <c>NAME:FIELD</c> for a field of a JSON secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>TCP ports that its tasks may reach besides HTTPS and the database, e.g. 587 of a mail server.</summary>
    public IReadOnlyList<int> EgressPorts { get; init; } = [];

    /// <summary>
    /// Age in minutes of the oldest message in a worker's queue above which an alarm fires, 10 by default, 1 to 10080 (half of the queue's
    /// retention, at which another alarm fires). A higher value reports tasks that hang later: new tasks start within three minutes.
    /// </summary>
    public int OldestMessageMinutes { get; init; } = 10;

    /// <summary>A service folder that runs as a sidecar in each task, on 127.0.0.1, instead of the real service.</summary>
    public string? Simulator { get; init; }
}
