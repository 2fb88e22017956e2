using System.Net.Http.Json;

namespace Workers.Local.Page;

/// <summary>What LocalAws shows of itself beside the protocols of AWS.</summary>
internal sealed class LocalAwsPages(Uri aws) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = aws, Timeout = TimeSpan.FromSeconds(10) };

    public async Task<Topology> TopologyAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<Topology>("/_localaws/topology", cancellationToken))!;

    /// <summary>The oldest messages of a queue, as they are: nobody receives them.</summary>
    public async Task<QueueLook> LookAsync(string queue, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<QueueLook>($"/_localaws/queues/{Uri.EscapeDataString(queue)}/messages", cancellationToken))!;

    public void Dispose() => _http.Dispose();
}

/// <summary>Buses and queues.</summary>
internal sealed record Topology(IReadOnlyList<BusCounts> Buses, IReadOnlyList<QueueCounts> Queues)
{
    /// <summary>The queues whose dead letters go there.</summary>
    public IEnumerable<QueueCounts> SourcesOf(string deadLetterQueue) => Queues.Where(queue => queue.DeadLetterQueue == deadLetterQueue);

    /// <summary>The queues that are another one's dead-letter queue, by name.</summary>
    public IEnumerable<QueueCounts> DeadLetterQueues => Queues.Where(queue => SourcesOf(queue.Name).Any());
}

/// <summary>A bus, and how many events it took so far.</summary>
internal sealed record BusCounts(string Name, long Events, IReadOnlyList<RuleCounts> Rules);

/// <summary>A rule, and how many events it let through so far; its targets are ARNs.</summary>
internal sealed record RuleCounts(string Name, bool Enabled, string Pattern, long Matched, IReadOnlyList<string> Targets);

/// <summary>A queue: what is in it, and what went through it so far.</summary>
internal sealed record QueueCounts(
    string Name,
    string Arn,
    int Visible,
    int InFlight,
    int Delayed,
    long Sent,
    long Deleted,
    string? DeadLetterQueue = null,
    int? MaxReceiveCount = null)
{
    public int Count => Visible + InFlight + Delayed;
}

/// <summary>How many messages are in a queue, and the oldest of them.</summary>
internal sealed record QueueLook(int Count, IReadOnlyList<QueuedMessage> Messages);

/// <summary>A message in a queue.</summary>
internal sealed record QueuedMessage(
    string MessageId,
    DateTimeOffset SentAt,
    int ReceiveCount,
    string State,
    string Body,
    IReadOnlyDictionary<string, string> Attributes,
    string? TraceHeader,
    string? DeadLetterSource);
