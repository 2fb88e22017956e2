using System.Collections.Frozen;
using System.Globalization;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>The attributes of a queue: its settings, its numbers, its name.</summary>
internal sealed class AttributeOperations(QueueStore queues)
{
    private static readonly FrozenDictionary<string, Func<MessageQueue, QueueCounts, string>> Observed =
        new Dictionary<string, Func<MessageQueue, QueueCounts, string>>
        {
            ["QueueArn"] = static (queue, _) => queue.Arn,
            ["ApproximateNumberOfMessages"] = static (_, counts) => Text(counts.Visible),
            ["ApproximateNumberOfMessagesNotVisible"] = static (_, counts) => Text(counts.InFlight),
            ["ApproximateNumberOfMessagesDelayed"] = static (_, counts) => Text(counts.Delayed),
            ["CreatedTimestamp"] = static (queue, _) => Text(queue.CreatedAt.ToUnixTimeSeconds()),
            ["LastModifiedTimestamp"] = static (queue, _) => Text(queue.LastModifiedAt.ToUnixTimeSeconds()),
        }.ToFrozenDictionary();

    public ValueTask Get(AwsCall call)
    {
        var queue = call.Queue(queues);
        var names = call.Input.Texts("AttributeNames") ?? [];
        if (names.Find(name => name != "All" && !Observed.ContainsKey(name) && !QueueSettings.IsKnown(name)) is { } unknown)
            throw SqsError.InvalidAttributeName(unknown);

        var all = names.Contains("All");
        var counts = queue.Counts;
        call.Output.WriteStartObject();
        call.Output.WriteStartObject("Attributes");
        foreach (var (name, read) in Observed)
        {
            if (all || names.Contains(name))
                call.Output.WriteString(name, read(queue, counts));
        }

        foreach (var (name, value) in queue.Settings.Values)
        {
            if (all || names.Contains(name))
                call.Output.WriteString(name, value);
        }

        call.Output.WriteEndObject();
        call.Output.WriteEndObject();
        return default;
    }

    public ValueTask Set(AwsCall call)
    {
        var queue = call.Queue(queues);
        queues.Change(queue, call.Input.Map("Attributes") ?? throw SqsError.MissingParameter("Attribute.Name"));
        return default;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
