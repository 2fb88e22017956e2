using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.Cli.Cost;

/// <summary>Calls by operation, and published events, in some time.</summary>
/// <param name="Calls">The numbers, by operation such as <c>sqs:ReceiveMessage</c>.</param>
/// <param name="Seconds">The time.</param>
internal sealed record CallCounts(IReadOnlyDictionary<string, long> Calls, double Seconds)
{
    /// <summary>The line of published events; a call of PutEvents has up to ten.</summary>
    public const string PublishedEvents = "events:PutEvents, events";

    public long Events => Calls.GetValueOrDefault(PublishedEvents);

    /// <summary>Counts the calls to LocalAws for some time.</summary>
    /// <exception cref="CliException">The endpoint is not LocalAws.</exception>
    public static async Task<CallCounts> MeasureAsync(HttpClient http, Uri endpoint, TimeSpan time, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(http, endpoint, cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) is var elapsed && elapsed < time)
        {
            progress.Report((int)elapsed.TotalSeconds);
            await Task.Delay(TimeSpan.FromSeconds(1) < time - elapsed ? TimeSpan.FromSeconds(1) : time - elapsed, cancellationToken);
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var after = await ReadAsync(http, endpoint, cancellationToken);
        return new CallCounts(
            after.Select(one => (one.Key, Value: one.Value - before.GetValueOrDefault(one.Key))).Where(one => one.Value > 0).ToDictionary(one => one.Key, one => one.Value), seconds);
    }

    private static async Task<Dictionary<string, long>> ReadAsync(HttpClient http, Uri endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var calls = JsonSerializer.Deserialize<Dictionary<string, long>>(await http.GetStringAsync(new Uri(endpoint, "_localaws/requests"), cancellationToken))!;
            var topology = JsonNode.Parse(await http.GetStringAsync(new Uri(endpoint, "_localaws/topology"), cancellationToken))!;
            calls[PublishedEvents] = topology["buses"]!.AsArray().Sum(bus => (long)bus!["events"]!);
            return calls;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            throw new CliException($"{endpoint} does not count its calls: it is not LocalAws ({error.Message}).", error);
        }
    }
}
