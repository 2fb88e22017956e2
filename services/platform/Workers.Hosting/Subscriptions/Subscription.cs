using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Subscriptions;

/// <summary>A worker's <c>subscription.json</c>: everything that it needs outside the process.</summary>
public sealed record Subscription
{
    /// <summary>
    /// The SQS queue; also the name of the rule. 1 to 48 of <c>A-Za-z0-9_-</c>; with <c>.fifo</c> at its end it is a FIFO queue, all of whose
    /// events are one group.
    /// </summary>
    public required string Queue { get; init; }

    /// <summary>The EventBridge event pattern that selects the queue's events.</summary>
    public required JsonElement Pattern { get; init; }

    /// <summary>
    /// Visibility timeout of a received message, 10 to 43200 seconds; 30 by default. Renewed while a handler runs.
    /// </summary>
    public int VisibilityTimeoutSeconds { get; init; } = 30;

    /// <summary>Failures after which a message is dead-lettered, 1 to 999; 5 by default.</summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>
    /// Receives beyond <see cref="MaxFailures"/> after which SQS itself dead-letters a message, without a reason; 1 to 999, 10 by
    /// default. Headroom for receives that are not failures: a message that was returned at a stop, or was in flight at a crash.
    /// </summary>
    public int RedriveHeadroom { get; init; } = 10;

    /// <summary>Concurrent messages of one process, 1 to 1000; 16 by default.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>The <c>source</c>s of the events that the worker publishes; none by default. It may not publish others.</summary>
    public IReadOnlyList<string> Publishes { get; init; } = [];

    /// <summary>
    /// The queues, without the prefix, that the worker sends messages to (<c>queue:NAME</c>), besides its own; none by default. It may not
    /// send to others.
    /// </summary>
    public IReadOnlyList<string> Sends { get; init; } = [];

    /// <summary>
    /// For an event that matches the pattern, but whose type or version no consumer handles: <c>skip</c>, the default, or
    /// <c>deadLetter</c>.
    /// </summary>
    public UnknownEvents UnknownEvents { get; init; }

    /// <summary>Number of tasks, and when more are started.</summary>
    public Scaling Scaling { get; init; } = new();

    /// <summary><c>maxReceiveCount</c> of the queue's redrive policy.</summary>
    [JsonIgnore]
    public int RedriveMaxReceiveCount => MaxFailures + RedriveHeadroom;

    /// <summary>The queue for messages that the worker dead-letters.</summary>
    [JsonIgnore]
    public string DeadLetterQueue => IsFifo ? $"{BaseName}-dlq{SourceQueue.FifoSuffix}" : $"{Queue}-dlq";

    /// <summary>The queue for events that EventBridge could not deliver to the queue.</summary>
    [JsonIgnore]
    public string RuleDeadLetterQueue => $"{BaseName}-rule-dlq";

    /// <summary>Whether the queue is a FIFO queue; then its dead-letter queue is one too.</summary>
    [JsonIgnore]
    public bool IsFifo => SourceQueue.IsFifoName(Queue);

    private string BaseName => WithoutSuffix(Queue);

    /// <summary>A queue's name without the suffix of a FIFO queue.</summary>
    internal static string WithoutSuffix(string queue) =>
        SourceQueue.IsFifoName(queue) ? queue[..^SourceQueue.FifoSuffix.Length] : queue;
}

/// <summary>How a worker scales on ECS.</summary>
public sealed record Scaling
{
    /// <summary>
    /// Minimum number of tasks, 0 to 1000; 1 by default. With 0, the first message of a queue that was inactive for six hours waits for up to
    /// 25 minutes until a task has started.
    /// </summary>
    public int MinTasks { get; init; } = 1;

    /// <summary>Maximum number of tasks, 1 to 1000; 10 by default.</summary>
    public int MaxTasks { get; init; } = 10;

    /// <summary>Target number of waiting messages for each task, at least 1; 100 by default.</summary>
    public int MessagesPerTask { get; init; } = 100;
}
