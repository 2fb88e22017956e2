using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Workers.Cli.Connections;

namespace Workers.Cli.Top;

/// <summary>
/// What CloudWatch knows: the age of the oldest message, the rates, and the workers' own metrics about their outboxes. The values are those of the last
/// whole minutes.
/// </summary>
internal sealed class CloudWatchFigures(AwsApi cloudWatch, string queuePrefix, TimeProvider time) : IFigureSource
{
    /// <summary>Queries in a call (Amazon CloudWatch API Reference, GetMetricData: 500).</summary>
    private const int MostQueries = 500;

    private const int PeriodSeconds = 60;

    /// <summary>Metrics come some minutes late.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly (string Name, string Statistic)[] OfQueue =
        [("ApproximateAgeOfOldestMessage", "Maximum"), ("NumberOfMessagesSent", "Sum"), ("NumberOfMessagesDeleted", "Sum")];

    private static readonly string[] OfOutbox = ["workers.outbox.unsent", "workers.outbox.oldest", "workers.outbox.refused"];

    public async Task<IReadOnlyList<WorkerFigures>> AddAsync(IReadOnlyList<WorkerFigures> workers, CancellationToken cancellationToken)
    {
        List<(string Key, JsonObject Metric)> queries = [.. workers.SelectMany(Queries)];
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        try
        {
            foreach (var some in queries.Index().Chunk(MostQueries))
                await ReadAsync(some, values, cancellationToken);
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "AccessDenied" or "AccessDeniedException")
        {
            return workers;
        }

        return [.. workers.Select(worker => worker with
        {
            OldestSeconds = Value(worker, "ApproximateAgeOfOldestMessage"),
            InPerSecond = Value(worker, "NumberOfMessagesSent") / PeriodSeconds,
            DonePerSecond = Value(worker, "NumberOfMessagesDeleted") / PeriodSeconds,
            Unsent = (int?)Value(worker, "workers.outbox.unsent"),
            OldestUnsentSeconds = Value(worker, "workers.outbox.oldest"),
            Refused = (int?)Value(worker, "workers.outbox.refused"),
        })];

        double? Value(WorkerFigures worker, string metric) => values.TryGetValue(KeyOf(worker.Queue, metric), out var value) ? value : null;
    }

    private static string KeyOf(string worker, string metric) => $"{worker} {metric}";

    private IEnumerable<(string Key, JsonObject Metric)> Queries(WorkerFigures worker)
    {
        foreach (var (name, statistic) in OfQueue)
            yield return (KeyOf(worker.Queue, name), Metric("AWS/SQS", name, "QueueName", worker.Queue, statistic));

        // The namespace and the dimension of deploy/observability/collector/to-cloudwatch.yaml.
        var service = worker.Queue[queuePrefix.Length..];
        foreach (var name in OfOutbox)
            yield return (KeyOf(worker.Queue, name), Metric($"Workers/{queuePrefix.TrimEnd('-')}", name, "service.name", service, "Maximum"));
    }

    private async Task ReadAsync((int Index, (string Key, JsonObject Metric) Item)[] queries, Dictionary<string, double> values, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var input = new JsonObject
        {
            ["StartTime"] = (now - Window).ToUnixTimeSeconds(),
            ["EndTime"] = now.ToUnixTimeSeconds(),
            ["ScanBy"] = "TimestampDescending",
            ["MetricDataQueries"] = new JsonArray([.. queries.Select(query => (JsonNode)new JsonObject
            {
                ["Id"] = string.Create(CultureInfo.InvariantCulture, $"q{query.Index}"),
                ["MetricStat"] = query.Item.Metric,
            })]),
        };
        var keys = queries.ToDictionary(query => string.Create(CultureInfo.InvariantCulture, $"q{query.Index}"), query => query.Item.Key, StringComparer.Ordinal);
        while (true)
        {
            var answer = await cloudWatch.CallAsync("GetMetricData", input, cancellationToken);
            foreach (var result in answer["MetricDataResults"]?.AsArray() ?? [])
            {
                if (result!["Values"] is JsonArray { Count: > 0 } found)
                    values.TryAdd(keys[(string)result["Id"]!], (double)found[0]!);
            }

            if ((string?)answer["NextToken"] is not { Length: > 0 } token)
                return;
            input["NextToken"] = token;
        }
    }

    private static JsonObject Metric(string space, string name, string dimension, string value, string statistic) => new()
    {
        ["Metric"] = new JsonObject
        {
            ["Namespace"] = space,
            ["MetricName"] = name,
            ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = dimension, ["Value"] = value }),
        },
        ["Period"] = PeriodSeconds,
        ["Stat"] = statistic,
    };
}
