using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.Cli.Top;

/// <summary>What LocalAws knows of its queues: the age of the oldest message, and counters. Another emulator does not answer.</summary>
internal sealed class LocalAwsFigures(HttpClient http, Uri endpoint, TimeProvider time) : IFigureSource
{
    private Dictionary<string, JsonNode>? _before;
    private long _beforeAt;

    public async Task<IReadOnlyList<WorkerFigures>> AddAsync(IReadOnlyList<WorkerFigures> workers, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } queues)
            return workers;
        var (before, seconds) = (_before, time.GetElapsedTime(_beforeAt).TotalSeconds);
        (_before, _beforeAt) = (queues, time.GetTimestamp());
        return [.. workers.Select(worker => queues.GetValueOrDefault(worker.Queue) is { } queue
            ? worker with
            {
                OldestSeconds = (DateTimeOffset?)queue["oldestAt"] is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : null,
                InPerSecond = Rate(before?.GetValueOrDefault(worker.Queue), queue, "sent", seconds),
                DonePerSecond = Rate(before?.GetValueOrDefault(worker.Queue), queue, "deleted", seconds),
            }
            : worker)];
    }

    private static double? Rate(JsonNode? before, JsonNode now, string counter, double seconds) =>
        before is null || seconds <= 0 ? null : Math.Max(0, ((long)now[counter]! - (long)before[counter]!) / seconds);

    private async Task<Dictionary<string, JsonNode>?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var topology = await http.GetFromJsonAsync<JsonNode>(new Uri(endpoint, "_localaws/topology"), cancellationToken);
            return topology!["queues"]!.AsArray().ToDictionary(queue => (string)queue!["name"]!, queue => queue!, StringComparer.Ordinal);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
