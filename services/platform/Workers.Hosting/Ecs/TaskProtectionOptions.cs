namespace Workers.Hosting.Ecs;

/// <summary>Protection of a worker on ECS against stops. Configuration section <c>TaskProtection</c>.</summary>
public sealed class TaskProtectionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "TaskProtection";

    /// <summary>
    /// Handling time of a message after which the task is protected, 1 s to 1 h; 5 s by default. A stop waits 15 s for a consumer.
    /// </summary>
    public TimeSpan After { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Expiry of the protection if the task does not renew it, because it hangs or has died, 1 to 2,880 minutes; 10 by default. Renewed at
    /// half of it.
    /// </summary>
    public TimeSpan Expiry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Maximum uninterrupted protection of a task, longer than <see cref="After"/> and at most 2,880 minutes; 15 minutes by default. Then
    /// the worker stops receiving, finishes its messages in flight, however long that takes, and is unprotected for 30 s, so that ECS can
    /// stop it: otherwise overlapping long messages would prevent a deployment from ever finishing.
    /// </summary>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(15);

    internal IEnumerable<string> Problems()
    {
        if (After < TimeSpan.FromSeconds(1) || After > TimeSpan.FromHours(1))
            yield return $"{Section}:{nameof(After)} {After} is not between 1 s and 1 h.{BareNumbers.Describe(After)}";
        if (Expiry < TimeSpan.FromMinutes(1) || Expiry > TimeSpan.FromMinutes(2880))
            yield return $"{Section}:{nameof(Expiry)} {Expiry} is not between 1 minute and 2 days.{BareNumbers.Describe(Expiry)}";
        if (MaxDuration <= After || MaxDuration > TimeSpan.FromMinutes(2880))
            yield return $"{Section}:{nameof(MaxDuration)} {MaxDuration} is not longer than {Section}:{nameof(After)} ({After}), up to 2 days.{BareNumbers.Describe(MaxDuration)}";
    }
}
