using System.Collections.Frozen;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>The attributes that a receiver requests: none by default.</summary>
internal sealed class AttributeSelection
{
    private static readonly FrozenSet<string> SystemNames = FrozenSet.Create(
        "All", "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "SequenceNumber",
        "MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader", "DeadLetterQueueSourceArn");

    private readonly HashSet<string> _system;
    private readonly List<string> _prefixes;
    private readonly HashSet<string> _exact;
    private readonly bool _all;

    private AttributeSelection(HashSet<string> system, List<string> names)
    {
        _system = system;
        _all = names.Contains("All") || names.Contains(".*") || names.Contains("*");
        _prefixes = [.. names.Where(name => name.EndsWith(".*", StringComparison.Ordinal)).Select(name => name[..^2])];
        _exact = names.ToHashSet(StringComparer.Ordinal);
    }

    public static AttributeSelection Read(AwsInput input)
    {
        var system = new HashSet<string>(StringComparer.Ordinal);
        // The first is the old name of the second; clients use both.
        system.UnionWith(input.Texts("AttributeNames") ?? []);
        system.UnionWith(input.Texts("MessageSystemAttributeNames") ?? []);
        return system.FirstOrDefault(name => !SystemNames.Contains(name)) is { } unknown
            ? throw SqsError.InvalidAttributeName(unknown)
            : new AttributeSelection(system, input.Texts("MessageAttributeNames") ?? []);
    }

    public bool AnySystem => _system.Count > 0;

    public bool HasSystem(string name) => _system.Contains(name) || _system.Contains("All");

    public IReadOnlyList<MessageAttribute> Of(MessageContent content)
    {
        if (_all || content.Attributes.Count == 0)
            return content.Attributes;
        return _exact.Count == 0 ? [] : [.. content.Attributes.Where(attribute => Has(attribute.Name))];
    }

    private bool Has(string name) => _exact.Contains(name) || _prefixes.Exists(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
