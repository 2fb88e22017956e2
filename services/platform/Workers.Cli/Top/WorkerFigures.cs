namespace Workers.Cli.Top;

/// <summary>The figures of a worker at one time; null for what is not known here.</summary>
/// <param name="Queue">The name of its queue.</param>
/// <param name="Waiting">Visible messages.</param>
/// <param name="InFlight">Messages that are being processed.</param>
/// <param name="Delayed">Messages that are not due yet.</param>
/// <param name="DeadLetters">Messages in its dead-letter queue; null if it has none.</param>
/// <param name="Undelivered">Events in the dead-letter queue of its rule; null if it has none.</param>
internal sealed record WorkerFigures(string Queue, int Waiting, int InFlight, int Delayed, int? DeadLetters, int? Undelivered)
{
    /// <summary>Age of the oldest message, in seconds.</summary>
    public double? OldestSeconds { get; init; }

    /// <summary>Messages that came in, a second.</summary>
    public double? InPerSecond { get; init; }

    /// <summary>Messages that were done, a second.</summary>
    public double? DonePerSecond { get; init; }

    /// <summary>Running programs.</summary>
    public int? Tasks { get; init; }

    /// <summary>Programs that should run.</summary>
    public int? DesiredTasks { get; init; }

    /// <summary>Events in its outbox that are due.</summary>
    public int? Unsent { get; init; }

    /// <summary>Age of the oldest of them, in seconds.</summary>
    public double? OldestUnsentSeconds { get; init; }

    /// <summary>Events that EventBridge refused for good.</summary>
    public int? Refused { get; init; }
}
