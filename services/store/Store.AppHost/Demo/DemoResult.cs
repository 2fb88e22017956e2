using System.Text.Json;

namespace Store.AppHost.Demo;

/// <summary>The result of a demo.</summary>
/// <param name="Options">The options of the demo.</param>
/// <param name="Workers">The results of the workers.</param>
/// <param name="Audit">Comparison of expected and found effects.</param>
/// <param name="Unpublished">Accepted requests without a published event.</param>
/// <param name="PublishedTwice">Events published twice with different ids, which an inbox cannot recognize as duplicates.</param>
/// <param name="Unasked">Published events that belong to no accepted request.</param>
/// <param name="DeadLettered">Messages that were moved to dead-letter queues.</param>
/// <param name="Problems">Descriptions of the problems.</param>
/// <param name="Seconds">Time from the first order to the last reaction.</param>
internal sealed record DemoResult(
    DemoOptions Options,
    IReadOnlyList<WorkerResult> Workers,
    IReadOnlyList<AuditLine> Audit,
    int Unpublished,
    int PublishedTwice,
    int Unasked,
    int DeadLettered,
    IReadOnlyList<string> Problems,
    double Seconds)
{
    /// <summary>Number of kills, by process; null without chaos.</summary>
    public IReadOnlyDictionary<string, int>? Kills { get; init; }

    /// <summary>Number of injected AWS faults, by kind; null without chaos.</summary>
    public IReadOnlyDictionary<string, long>? Faults { get; init; }

    /// <summary>Number of missing events, reactions and effects.</summary>
    public int Lost => Unpublished + Workers.Sum(worker => worker.Lost) + Audit.Sum(line => line.Lost);

    /// <summary>Number of duplicate events, reactions and effects.</summary>
    public int Duplicated => PublishedTwice + Workers.Sum(worker => worker.Duplicated) + Audit.Sum(line => line.Duplicated);

    /// <summary>Number of wrong or unexpected events and effects.</summary>
    public int Wrong => Unasked + Audit.Sum(line => line.Wrong);

    /// <summary>Whether everything happened exactly once and correctly.</summary>
    public bool IsSound => Lost == 0 && Duplicated == 0 && Wrong == 0 && DeadLettered == 0;

    /// <summary>Latencies from event to reaction in milliseconds, sorted.</summary>
    public IReadOnlyList<double> Latencies { get; } = [.. Workers.SelectMany(worker => worker.Latencies).Order()];

    /// <summary>The result as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            orders = Options.Orders,
            returns = Options.Returns,
            registrations = Options.Registrations,
            reactions = Workers.ToDictionary(worker => worker.Name, worker => worker.Reactions),
            audit = Audit,
            kills = Kills,
            faults = Faults,
            problems = Problems,
            lost = Lost,
            duplicated = Duplicated,
            wrong = Wrong,
            deadLettered = DeadLettered,
            seconds = Math.Round(Seconds, 2),
            p50Ms = Math.Round(Percentile.Of(Latencies, 0.50), 1),
            p99Ms = Math.Round(Percentile.Of(Latencies, 0.99), 1),
        },
        Json);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}

/// <summary>The result of one worker.</summary>
/// <param name="Name">The worker.</param>
/// <param name="Reactions">Processed events.</param>
/// <param name="Lost">Events that match its pattern and were not processed.</param>
/// <param name="Duplicated">Events that were processed again.</param>
/// <param name="Latencies">Latencies from the event to the commit of the reaction in milliseconds, sorted.</param>
internal sealed record WorkerResult(string Name, int Reactions, int Lost, int Duplicated, IReadOnlyList<double> Latencies);

/// <summary>The audit result for one kind of effect in one service.</summary>
/// <param name="Where">The service.</param>
/// <param name="What">The kind of effect.</param>
/// <param name="Expected">Minimum number of expected effects.</param>
/// <param name="Found">Number of effects found.</param>
/// <param name="Lost">Number of missing effects.</param>
/// <param name="Duplicated">Number of duplicate effects.</param>
/// <param name="Wrong">Number of effects with a wrong amount, or without an accepted request.</param>
internal sealed record AuditLine(string Where, string What, int Expected, int Found, int Lost, int Duplicated, int Wrong)
{
    /// <summary>Maximum number of expected effects. It is higher than the minimum if the effects depend on the order of two events.</summary>
    public int Most { get; init; } = Expected;
}

internal static class Percentile
{
    public static double Of(IReadOnlyList<double> ordered, double share) =>
        ordered.Count == 0 ? 0 : ordered[Math.Min(ordered.Count - 1, (int)Math.Ceiling(share * ordered.Count) - 1)];
}
