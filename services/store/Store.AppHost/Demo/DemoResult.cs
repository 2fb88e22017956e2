using System.Text.Json;

namespace Store.AppHost.Demo;

/// <summary>What a demo found.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Workers">What each worker did.</param>
/// <param name="Audit">What was accepted, against what is found where its effects have to be.</param>
/// <param name="Unpublished">Things accepted that the bus never heard of.</param>
/// <param name="PublishedTwice">Events published twice with different ids, which an inbox cannot recognise.</param>
/// <param name="Unasked">Events on the bus that nothing accepted has set off.</param>
/// <param name="DeadLettered">Messages that were given up.</param>
/// <param name="Problems">The first of what is wrong, in words.</param>
/// <param name="Seconds">From the first order to the last reaction.</param>
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
    /// <summary>How often each process was killed; null without chaos.</summary>
    public IReadOnlyDictionary<string, int>? Kills { get; init; }

    /// <summary>How many faults AWS was made to have, by kind; null without chaos.</summary>
    public IReadOnlyDictionary<string, long>? Faults { get; init; }

    /// <summary>What should have happened, and did not.</summary>
    public int Lost => Unpublished + Workers.Sum(worker => worker.Lost) + Audit.Sum(line => line.Lost);

    /// <summary>What happened more than once.</summary>
    public int Duplicated => PublishedTwice + Workers.Sum(worker => worker.Duplicated) + Audit.Sum(line => line.Duplicated);

    /// <summary>What happened otherwise than it should, or unasked.</summary>
    public int Wrong => Unasked + Audit.Sum(line => line.Wrong);

    /// <summary>Each thing happened, and happened once.</summary>
    public bool IsSound => Lost == 0 && Duplicated == 0 && Wrong == 0 && DeadLettered == 0;

    /// <summary>From event to reaction, in milliseconds, in order.</summary>
    public IReadOnlyList<double> Latencies { get; } = [.. Workers.SelectMany(worker => worker.Latencies).Order()];

    /// <summary>One line.</summary>
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

/// <summary>What a demo found at one worker.</summary>
/// <param name="Name">The worker.</param>
/// <param name="Reactions">Events that it has done.</param>
/// <param name="Lost">Events that its pattern lets through, and that it has not done.</param>
/// <param name="Duplicated">Events that it has done again.</param>
/// <param name="Latencies">From the event to the reaction's commit, in milliseconds, in order.</param>
internal sealed record WorkerResult(string Name, int Reactions, int Lost, int Duplicated, IReadOnlyList<double> Latencies);

/// <summary>What the audit found of one kind of effect in one place.</summary>
/// <param name="Where">With whom.</param>
/// <param name="What">The kind of effect.</param>
/// <param name="Expected">How many have to be there.</param>
/// <param name="Found">How many are.</param>
/// <param name="Lost">How many are missing.</param>
/// <param name="Duplicated">How many are there beyond the first.</param>
/// <param name="Wrong">How many come to another amount than they should, or were asked for by nobody.</param>
internal sealed record AuditLine(string Where, string What, int Expected, int Found, int Lost, int Duplicated, int Wrong)
{
    /// <summary>How many may be there: more than have to where it depends on which of two events comes first.</summary>
    public int Most { get; init; } = Expected;
}

internal static class Percentile
{
    public static double Of(IReadOnlyList<double> ordered, double share) =>
        ordered.Count == 0 ? 0 : ordered[Math.Min(ordered.Count - 1, (int)Math.Ceiling(share * ordered.Count) - 1)];
}
