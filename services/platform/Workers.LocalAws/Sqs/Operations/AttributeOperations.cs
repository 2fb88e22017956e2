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
        if (names.Find(name => name != "All" && !Observed.ContainsKey(name) && !QueueAttributes.IsKnown(name)) is { } unknown)
            throw SqsError.InvalidAttributeName(unknown);

        var counts = queue.Counts;
        var attributes = Observed.Select(one => (Name: one.Key, Value: one.Value(queue, counts)))
            .Concat(queue.Settings.Values.Select(one => (Name: one.Key, one.Value)))
            .Where(one => names.Contains("All") || names.Contains(one.Name))
            .ToList();
        call.Output.WriteStartObject();
        // As in AWS, an empty map is not a member of the response.
        if (attributes.Count > 0)
        {
            call.Output.WriteStartObject("Attributes");
            foreach (var (name, value) in attributes)
                call.Output.WriteString(name, value);
            call.Output.WriteEndObject();
        }

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
