using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The writable attributes of a queue. Immutable: a change creates new settings.</summary>
internal sealed class QueueSettings
{
    private static readonly FrozenDictionary<string, (int Minimum, int Maximum)> Ranges = new Dictionary<string, (int, int)>
    {
        ["VisibilityTimeout"] = (0, SqsLimits.MaximumVisibilitySeconds),
        ["DelaySeconds"] = (0, SqsLimits.MaximumDelaySeconds),
        ["MaximumMessageSize"] = (1024, SqsLimits.MaximumMessageBytes),
        ["MessageRetentionPeriod"] = (60, 1_209_600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, SqsLimits.MaximumWaitSeconds),
        ["KmsDataKeyReusePeriodSeconds"] = (60, 86_400),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Texts = FrozenSet.Create("Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId");
    private static readonly FrozenSet<string> Flags = FrozenSet.Create("SqsManagedSseEnabled");
    private static readonly FrozenSet<string> FifoOnly =
        FrozenSet.Create("FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit");

    private QueueSettings(ImmutableSortedDictionary<string, string> values)
    {
        Values = values;
        VisibilityTimeout = Seconds("VisibilityTimeout");
        Delay = Seconds("DelaySeconds");
        Retention = Seconds("MessageRetentionPeriod");
        WaitTime = Seconds("ReceiveMessageWaitTimeSeconds");
        MaximumMessageBytes = int.Parse(values["MaximumMessageSize"], CultureInfo.InvariantCulture);
        Redrive = RedrivePolicy.Parse(values.GetValueOrDefault("RedrivePolicy", ""));
        RedriveAllow = RedriveAllowPolicy.Parse(values.GetValueOrDefault("RedriveAllowPolicy", ""));
    }

    public static QueueSettings Default { get; } = new(new Dictionary<string, string>
    {
        ["VisibilityTimeout"] = "30",
        ["DelaySeconds"] = "0",
        ["MaximumMessageSize"] = "1048576",
        ["MessageRetentionPeriod"] = "345600",
        ["ReceiveMessageWaitTimeSeconds"] = "0",
        ["SqsManagedSseEnabled"] = "true",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <summary>The attributes for responses.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; }

    public TimeSpan VisibilityTimeout { get; }

    public TimeSpan Delay { get; }

    public TimeSpan Retention { get; }

    public TimeSpan WaitTime { get; }

    public int MaximumMessageBytes { get; }

    public RedrivePolicy? Redrive { get; }

    public RedriveAllowPolicy? RedriveAllow { get; }

    /// <summary>True for every attribute that GetQueueAttributes can return.</summary>
    public static bool IsKnown(string name) =>
        Ranges.ContainsKey(name) || Texts.Contains(name) || Flags.Contains(name) || FifoOnly.Contains(name);

    /// <exception cref="Http.AwsException">An attribute is unknown, or its value is out of range.</exception>
    public QueueSettings With(IReadOnlyDictionary<string, string> changes)
    {
        var values = Values;
        foreach (var (name, value) in changes)
        {
            Check(name, value);
            // An empty policy removes the policy.
            values = value.Length == 0 ? values.Remove(name) : values.SetItem(name, value);
        }

        return new QueueSettings(EncryptionAttributes.Normalize(values, changes));
    }

    private static void Check(string name, string value)
    {
        if (FifoOnly.Contains(name))
        {
            if (name == "FifoQueue" && value == "true")
                throw SqsError.Unsupported("LocalAws has no FIFO queues. Use a standard queue, or LocalStack or AWS for this one.");
            throw name is "DeduplicationScope" or "FifoThroughputLimit"
                ? SqsError.InvalidAttribute($"You can specify the {name} only when FifoQueue is set to true.")
                : SqsError.InvalidAttributeName(name);
        }

        if (Ranges.TryGetValue(name, out var range))
        {
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw SqsError.InvalidAttributeValue(name);
            if (number < range.Minimum || number > range.Maximum)
                throw SqsError.InvalidAttributeValue(name, $"Must be between {range.Minimum} and {range.Maximum}.");
        }
        else if (Flags.Contains(name))
        {
            if (value is not ("true" or "false"))
                throw SqsError.InvalidAttributeValue(name, "Must be true or false.");
        }
        else if (!Texts.Contains(name))
        {
            throw SqsError.InvalidAttributeName(name);
        }
        else if (name == "Policy" && value.Length > 0 && !IsJsonObject(value))
        {
            throw SqsError.InvalidAttributeValue(name);
        }
    }

    private static bool IsJsonObject(string value)
    {
        try
        {
            return JsonNode.Parse(value) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(int.Parse(Values[name], CultureInfo.InvariantCulture));
}
