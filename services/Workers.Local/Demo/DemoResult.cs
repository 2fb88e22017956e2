using System.Text.Json;

namespace Workers.Local.Demo;

/// <summary>What a demo found.</summary>
internal sealed record DemoResult(
    int Orders,
    int Registrations,
    IReadOnlyList<WorkerResult> Workers,
    int Lost,
    int Duplicated,
    int DeadLettered,
    double Seconds,
    double P50Ms,
    double P99Ms)
{
    /// <summary>Each reaction happened, and happened once.</summary>
    public bool IsSound => Lost == 0 && Duplicated == 0 && DeadLettered == 0;

    /// <summary>One line.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            orders = Orders,
            registrations = Registrations,
            reactions = Workers.ToDictionary(worker => worker.Name, worker => worker.Reactions),
            lost = Lost,
            duplicated = Duplicated,
            deadLettered = DeadLettered,
            seconds = Math.Round(Seconds, 2),
            p50Ms = Math.Round(P50Ms, 1),
            p99Ms = Math.Round(P99Ms, 1),
        });
}

/// <summary>What a demo found at one worker.</summary>
/// <param name="Name">The worker.</param>
/// <param name="Reactions">Events that it has done.</param>
/// <param name="Lost">Events that its pattern lets through, and that it has not done.</param>
/// <param name="Duplicated">Reactions and effects beyond the first.</param>
/// <param name="Latencies">From the event to the reaction's commit, in milliseconds.</param>
internal sealed record WorkerResult(string Name, int Reactions, int Lost, int Duplicated, IReadOnlyList<double> Latencies);
