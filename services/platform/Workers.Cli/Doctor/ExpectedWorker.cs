using Workers.Cli.Queues;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>A worker as it should be, and its queue and rule as they are.</summary>
/// <param name="Name">The name of its queue, with the prefix.</param>
/// <param name="Subscription">Its subscription, with the prefix in the names of its queues; null if only its queue is known.</param>
internal sealed record ExpectedWorker(string Name, Subscription? Subscription)
{
    /// <summary>Its queue; null if it is missing.</summary>
    public FoundQueue? Queue { get; init; }

    /// <summary>The rule of its name; null if it is missing.</summary>
    public FoundRule? Rule { get; init; }

    /// <summary>The rules that deliver to its queue.</summary>
    public IReadOnlyList<FoundRule> Rules { get; init; } = [];
}
