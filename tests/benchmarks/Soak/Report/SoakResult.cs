namespace Soak.Report;

/// <summary>What came of a soak.</summary>
internal sealed record SoakResult
{
    /// <summary>Of so many events that were lost the numbers are told.</summary>
    public const int MissingShown = 20;

    /// <summary>Events that were to be published.</summary>
    public required int Messages { get; init; }

    /// <summary>Events that the bus has taken.</summary>
    public required int Published { get; init; }

    /// <summary>Publishes that failed, and were tried again.</summary>
    public required int PublishRetries { get; init; }

    /// <summary>What was to be handled: the events, or with a store each event by each kind of consumer.</summary>
    public required int Expected { get; init; }

    /// <summary>What of that was handled at least once.</summary>
    public required int Handled { get; init; }

    /// <summary>What was not.</summary>
    public int Lost => Expected - Handled;

    /// <summary>The first of their numbers.</summary>
    public required IReadOnlyList<int> Missing { get; init; }

    /// <summary>
    /// How often anything was handled once more. Delivery is at least once: without an inbox that is no failure.
    /// </summary>
    public required int DuplicatedDeliveries { get; init; }

    /// <summary>Whether the workers have an inbox, so that nothing may be handled twice.</summary>
    public required bool DoublesAreFailures { get; init; }

    /// <summary>Messages of the queue that are still invisible when all workers have stopped.</summary>
    public required int InFlight { get; init; }

    /// <summary>Messages that are visible then.</summary>
    public required int Waiting { get; init; }

    /// <summary>Messages in the dead-letter queue.</summary>
    public required int DeadLettered { get; init; }

    /// <summary>Workers that were killed.</summary>
    public required int Kills { get; init; }

    /// <summary>Workers that were started again.</summary>
    public required int Restarts { get; init; }

    /// <summary>Faults of LocalAws, by kind.</summary>
    public required IReadOnlyDictionary<string, long> Faults { get; init; }

    /// <summary>Of victims and faults.</summary>
    public required int Seed { get; init; }

    /// <summary>From the first event to the stop of the last worker.</summary>
    public required double Seconds { get; init; }

    public bool Passed => Problem is null;

    /// <summary>What is wrong, in a sentence; null when all is well.</summary>
    public string? Problem
    {
        get
        {
            List<string> problems = [];
            if (Published < Messages)
                problems.Add($"{Messages - Published} could not be published");
            if (Lost > 0)
                problems.Add($"{Lost} were not handled ({string.Join(", ", Missing)}{(Lost > MissingShown ? ", …" : "")})");
            if (DoublesAreFailures && DuplicatedDeliveries > 0)
                problems.Add($"{DuplicatedDeliveries} were handled twice");
            if (InFlight > 0)
                problems.Add($"{InFlight} are still in flight");
            if (Waiting > 0)
                problems.Add($"{Waiting} still wait in the queue");
            if (DeadLettered > 0)
                problems.Add($"{DeadLettered} were dead-lettered");
            return problems.Count == 0 ? null : $"Of {Messages} events, {string.Join("; ", problems)}.";
        }
    }
}
