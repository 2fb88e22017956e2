using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Subscriptions;

/// <summary>A worker's <c>subscription.json</c>: everything outside the process that it needs.</summary>
public sealed record Subscription
{
    /// <summary>
    /// The SQS queue; also the name of the rule. 1 to 48 of <c>A-Za-z0-9_-</c>.
    /// </summary>
    public required string Queue { get; init; }

    /// <summary>The EventBridge event pattern that lets events into the queue.</summary>
    public required JsonElement Pattern { get; init; }

    /// <summary>
    /// How long a received message stays invisible to others, 10 to 43200 seconds; 30 by default. Renewed while a handler runs.
    /// </summary>
    public int VisibilityTimeoutSeconds { get; init; } = 30;

    /// <summary>At how many failures a message goes to the dead-letter queue, 1 to 999; 5 by default.</summary>
    public int MaxReceiveCount { get; init; } = 5;

    /// <summary>
    /// Receives beyond <see cref="MaxReceiveCount"/> after which SQS itself dead-letters a message, without a reason; 1 to 999, 10 by
    /// default. Room for receives that are no failures: a message that was given back at a stop, or lay beside one that ended the process.
    /// </summary>
    public int RedriveHeadroom { get; init; } = 10;

    /// <summary>Messages handled at the same time by one process, 1 to 1000; 16 by default.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>The <c>source</c>s of the events that the worker publishes; none by default. It may put no others on the bus.</summary>
    public IReadOnlyList<string> Publishes { get; init; } = [];

    /// <summary>
    /// What becomes of an event that the pattern lets through and no consumer takes, or in another version only: <c>skip</c>, the default,
    /// or <c>deadLetter</c>.
    /// </summary>
    public UnknownEvents UnknownEvents { get; init; }

    /// <summary>How many tasks run, and when more are started.</summary>
    public Scaling Scaling { get; init; } = new();

    /// <summary><c>maxReceiveCount</c> of the queue's redrive policy.</summary>
    [JsonIgnore]
    public int RedriveMaxReceiveCount => MaxReceiveCount + RedriveHeadroom;

    /// <summary>Where messages go that the worker gave up.</summary>
    [JsonIgnore]
    public string DeadLetterQueue => $"{Queue}-dlq";

    /// <summary>Where events go that EventBridge could not put into the queue.</summary>
    [JsonIgnore]
    public string RuleDeadLetterQueue => $"{Queue}-rule-dlq";
}

/// <summary>How a worker scales on ECS.</summary>
public sealed record Scaling
{
    /// <summary>Tasks at least, 0 to 1000; 1 by default.</summary>
    public int MinTasks { get; init; } = 1;

    /// <summary>Tasks at most, 1 to 1000; 10 by default.</summary>
    public int MaxTasks { get; init; } = 10;

    /// <summary>Waiting messages that one task is meant for, at least 1; 100 by default.</summary>
    public int MessagesPerTask { get; init; } = 100;
}
