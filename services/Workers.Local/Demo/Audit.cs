using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Workers.EventBridge.Envelope;
using Workers.Local.Processes;
using Workers.LocalAws.EventBridge.Patterns;

namespace Workers.Local.Demo;

/// <summary>Counts what is missing and what is there twice.</summary>
/// <param name="system">Where the payment gateway's ledger is.</param>
/// <param name="workers">What the workers say they did.</param>
/// <param name="published">What was on the bus.</param>
/// <param name="subjects">What was accepted, as correlation ids.</param>
/// <param name="numbers">The same as numbers of orders and users.</param>
internal sealed class Audit(
    Installation system,
    IReadOnlyList<WorkerReport> workers,
    IReadOnlyList<(EventEnvelope Envelope, byte[] Body)> published,
    IReadOnlySet<Guid> subjects,
    IReadOnlySet<string> numbers)
{
    public async Task<DemoResult> ResultAsync(DemoOptions options, int deadLettered, double seconds, CancellationToken cancellationToken)
    {
        var reports = new List<WorkerResult>();
        foreach (var worker in workers)
            reports.Add(await CompareAsync(worker, cancellationToken));

        var latencies = reports.SelectMany(report => report.Latencies).Order().ToList();
        return new DemoResult(
            options.Orders,
            options.Registrations,
            reports,
            Lost: Unpublished() + reports.Sum(report => report.Lost),
            Duplicated: PublishedTwice() + reports.Sum(report => report.Duplicated) + await ChargedTwiceAsync(cancellationToken),
            deadLettered,
            seconds,
            Percentile(latencies, 0.50),
            Percentile(latencies, 0.99));
    }

    internal static double Percentile(List<double> ordered, double share) =>
        ordered.Count == 0 ? 0 : ordered[Math.Min(ordered.Count - 1, (int)Math.Ceiling(share * ordered.Count) - 1)];

    private async Task<WorkerResult> CompareAsync(WorkerReport worker, CancellationToken cancellationToken)
    {
        var pattern = EventPattern.Parse(worker.Worker.Subscription!.Pattern.GetRawText());
        var expected = published.Where(item => pattern.Matches(item.Body)).Select(
            item => EventIds.ToGuid(item.Envelope.EventId)).ToHashSet();
        var mine = worker.Reactions.Where(reaction => reaction.CorrelationId is { } subject && subjects.Contains(subject)).ToList();
        var done = mine.Select(reaction => reaction.EventId).ToHashSet();

        var twiceDone = mine.GroupBy(reaction => (reaction.EventId, reaction.Consumer)).Sum(group => group.Count() - 1);
        var effects = await worker.EffectsAsync(cancellationToken);
        var twiceEffected = effects.Where(effect => numbers.Contains(effect.Subject)).Sum(effect => effect.Count - 1);
        return new WorkerResult(
            worker.Worker.Name,
            mine.Count,
            Lost: expected.Count(eventId => !done.Contains(eventId)),
            twiceDone + twiceEffected,
            [.. mine.Select(reaction => (reaction.ProcessedAt - reaction.OccurredAt).TotalMilliseconds)]);
    }

    /// <summary>Accepted orders and users that the bus never heard of.</summary>
    private int Unpublished()
    {
        var heard = published.Select(item => EventIds.ToGuid(item.Envelope.Metadata!.CorrelationId!)).ToHashSet();
        return subjects.Count(subject => !heard.Contains(subject));
    }

    /// <summary>One thing told under two identities: an inbox could not recognise that.</summary>
    private int PublishedTwice() =>
        published.GroupBy(item => (item.Envelope.Metadata!.CorrelationId, item.Envelope.DetailType)).Sum(group => group.Count() - 1);

    private async Task<int> ChargedTwiceAsync(CancellationToken cancellationToken)
    {
        const int PageSize = 10_000;
        using var http = new HttpClient { BaseAddress = system.Services.Gateway.Url, Timeout = TimeSpan.FromSeconds(20) };
        var twice = 0;
        for (var skip = 0; ; skip += PageSize)
        {
            var ledger = await http.GetFromJsonAsync<JsonObject>(
                new Uri($"/ledger?skip={skip}&take={PageSize}", UriKind.Relative), cancellationToken);
            var entries = ledger!["entries"]!.AsArray();
            twice += entries.Where(
                entry => numbers.Contains(entry!["reference"]!.GetValue<string>())).Sum(entry => entry!["count"]!.GetValue<int>() - 1);
            if (entries.Count < PageSize)
                return twice;
        }
    }
}
