using System.Collections.Immutable;
using System.Globalization;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The writable attributes of a queue. Immutable: a change creates new settings.</summary>
internal sealed class QueueSettings
{
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
        IsFifo = values.ContainsKey(QueueAttributes.FifoQueue);
        DeduplicatesByContent = values.GetValueOrDefault(QueueAttributes.ContentBasedDeduplication) == "true";
        DeduplicatesByGroup = values.GetValueOrDefault(QueueAttributes.DeduplicationScope) == "messageGroup";
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

    public static QueueSettings DefaultFifo { get; } = new(Default.Values.AddRange(new Dictionary<string, string>
    {
        [QueueAttributes.FifoQueue] = "true",
        [QueueAttributes.ContentBasedDeduplication] = "false",
        [QueueAttributes.DeduplicationScope] = "queue",
        [QueueAttributes.FifoThroughputLimit] = "perQueue",
    }));

    /// <summary>The attributes for responses.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; }

    public TimeSpan VisibilityTimeout { get; }

    public TimeSpan Delay { get; }

    public TimeSpan Retention { get; }

    public TimeSpan WaitTime { get; }

    public int MaximumMessageBytes { get; }

    public RedrivePolicy? Redrive { get; }

    public RedriveAllowPolicy? RedriveAllow { get; }

    public bool IsFifo { get; }

    /// <summary>Whether the digest of its body identifies a message that has no deduplication id.</summary>
    public bool DeduplicatesByContent { get; }

    /// <summary>Whether messages of different groups may have the same deduplication id.</summary>
    public bool DeduplicatesByGroup { get; }

    /// <summary>The settings of a snapshot.</summary>
    public static QueueSettings Of(IReadOnlyDictionary<string, string> values) => new(values.ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <exception cref="Http.AwsException">An attribute is unknown, or its value is out of range.</exception>
    public QueueSettings With(IReadOnlyDictionary<string, string> changes)
    {
        var values = Values;
        foreach (var (name, value) in changes)
        {
            var valid = QueueAttributes.Check(name, value, IsFifo);
            // An empty policy removes the policy.
            values = valid.Length == 0 ? values.Remove(name) : values.SetItem(name, valid);
        }

        var settings = new QueueSettings(EncryptionAttributes.Normalize(values, changes));
        return settings.DeduplicatesByGroup || values.GetValueOrDefault(QueueAttributes.FifoThroughputLimit) != "perMessageGroupId"
            ? settings
            : throw SqsError.InvalidAttributeValue(
                QueueAttributes.FifoThroughputLimit, "perMessageGroupId requires that DeduplicationScope is messageGroup.");
    }

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(int.Parse(Values[name], CultureInfo.InvariantCulture));
}
