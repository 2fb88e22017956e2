using Workers.Hosting.Subscriptions;

namespace Workers.Deploy;

/// <summary>A worker, and the names of its resources. Constructs refer to each other by these names, also from one stack to another.</summary>
public sealed record WorkerDefinition
{
    private readonly string _prefix = "";

    /// <summary>Name of the worker, e.g. <c>reminder</c>: lower case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Its <c>subscription.json</c>.</summary>
    public required Subscription Subscription { get; init; }

    /// <summary>Name of the event bus. The program's setting <c>Bus</c> has to be the same.</summary>
    public required string EventBusName { get; init; }

    /// <summary>
    /// Prefix of the names of queues, rule, service and alarms, e.g. <c>prod-</c>; up to 16 of <c>A-Za-z0-9_-</c>, none by default. The program's
    /// setting <c>QueuePrefix</c> has to be the same.
    /// </summary>
    /// <exception cref="ArgumentException">It is not a prefix.</exception>
    public string Prefix
    {
        get => _prefix;
        init => _prefix = QueueTopology.IsPrefix(value)
            ? value
            : throw new ArgumentException($"'{value}' is not a prefix of names: use up to 16 letters, digits, '-' and '_'.", nameof(value));
    }

    /// <summary>The folder of its project; empty if it was not found by <see cref="FindAll"/>.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Name of the ECS service and of its task definitions.</summary>
    public string ServiceName => Prefix + Name;

    /// <summary>Name of the queue, and of the rule.</summary>
    public string QueueName => Prefix + Subscription.Queue;

    /// <summary>Name of the queue for messages that the worker dead-letters.</summary>
    public string DeadLetterQueueName => Prefix + Subscription.DeadLetterQueue;

    /// <summary>Name of the queue for events that EventBridge could not deliver.</summary>
    public string RuleDeadLetterQueueName => Prefix + Subscription.RuleDeadLetterQueue;

    /// <summary>Finds the workers: each folder with a <c>subscription.json</c> is one. Its name is the folder's, without <c>.Worker</c>.</summary>
    /// <param name="services">The folder with the workers' folders, at any depth.</param>
    /// <param name="eventBusName">Name of the event bus.</param>
    /// <param name="prefix">Prefix of the resources' names.</param>
    /// <returns>The workers, in the order of their folders.</returns>
    /// <exception cref="SubscriptionException">A file is wrong; the message names the file and each field.</exception>
    public static IReadOnlyList<WorkerDefinition> FindAll(string services, string eventBusName, string prefix = "") =>
    [
        .. SubscriptionFile.FindAll(services).Select(file =>
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            return new WorkerDefinition
            {
                Name = ServiceFolder.NameOf(Path.GetFileName(folder)),
                Subscription = SubscriptionFile.Read(file),
                EventBusName = eventBusName,
                Prefix = prefix,
                Folder = folder,
            };
        }),
    ];
}
