using System.Collections.Frozen;
using System.Globalization;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The names and values of a queue's writable attributes. Source: the API reference of SetQueueAttributes.</summary>
internal static class QueueAttributes
{
    public const string FifoQueue = "FifoQueue";
    public const string ContentBasedDeduplication = "ContentBasedDeduplication";
    public const string DeduplicationScope = "DeduplicationScope";
    public const string FifoThroughputLimit = "FifoThroughputLimit";

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

    private static readonly FrozenDictionary<string, string[]> Choices = new Dictionary<string, string[]>
    {
        ["SqsManagedSseEnabled"] = ["true", "false"],
        [FifoQueue] = ["true", "false"],
        [ContentBasedDeduplication] = ["true", "false"],
        [DeduplicationScope] = ["queue", "messageGroup"],
        [FifoThroughputLimit] = ["perQueue", "perMessageGroupId"],
    }.ToFrozenDictionary();

    public static bool IsKnown(string name) => Ranges.ContainsKey(name) || Texts.Contains(name) || Choices.ContainsKey(name);

    /// <returns>The value as AWS returns it: <c>true</c> for <c>True</c>.</returns>
    /// <exception cref="Http.AwsException">The attribute is unknown, or its value is out of range.</exception>
    public static string Check(string name, string value, bool isFifo)
    {
        if (!isFifo && name is FifoQueue or ContentBasedDeduplication)
            throw SqsError.InvalidAttributeName(name);
        if (!isFifo && name is DeduplicationScope or FifoThroughputLimit)
            throw SqsError.InvalidAttribute($"You can specify the {name} only when FifoQueue is set to true.");
        if (Choices.TryGetValue(name, out var choices))
            return CheckChoice(name, value, choices);
        if (Ranges.TryGetValue(name, out var range))
            return CheckRange(name, value, range);
        if (!Texts.Contains(name))
            throw SqsError.InvalidAttributeName(name);
        return name != "Policy" || value.Length == 0 || QueuePolicy.IsValid(value) ? value : throw SqsError.InvalidAttributeValue(name);
    }

    private static string CheckChoice(string name, string value, string[] choices)
    {
        var choice = Array.Find(choices, choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? throw SqsError.InvalidAttributeValue(name, $"Must be {choices[0]} or {choices[1]}.");
        return name != FifoQueue || choice == "true"
            ? choice
            : throw SqsError.InvalidAttributeValue(name, "Modifying queue type is not supported.");
    }

    private static string CheckRange(string name, string value, (int Minimum, int Maximum) range)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw SqsError.InvalidAttributeValue(name);
        return number >= range.Minimum && number <= range.Maximum
            ? value
            : throw SqsError.InvalidAttributeValue(name, $"Must be between {range.Minimum} and {range.Maximum}.");
    }
}
