using System.Collections.Concurrent;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>Counts the selected messages by cause, and by the values at a path.</summary>
internal sealed class DeadLetterCounts(DeadLetterFilter filter, ContentPath? path = null)
{
    /// <summary>Maximum number of values that are counted.</summary>
    public const int MaxValues = 100_000;

    private readonly Lock _lock = new();
    private readonly DeadLetterGroups<string> _groups = new();
    private readonly ConcurrentDictionary<string, int> _values = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ContentCondition, bool> _known = [];

    /// <summary>The paths of conditions that no message has: probably mistyped.</summary>
    public IReadOnlyList<string> UnknownPaths => [.. filter.Conditions.Where(one => !_known.ContainsKey(one)).Select(one => $"{one.Path}").Distinct(StringComparer.Ordinal)];

    /// <summary>Number of selected messages.</summary>
    public int Selected => _groups.Count;

    /// <summary>Number of messages in no group, because there are too many causes.</summary>
    public int Ungrouped => _groups.Ungrouped;

    public IReadOnlyList<DeadLetterGroup<string>> Groups => _groups.Largest;

    /// <summary>The values at the path, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Values =>
        [.. _values.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal)];

    /// <summary>Adds messages, which all stay in the queue.</summary>
    public Task<IReadOnlyList<ReceivedMessage>> AddAsync(IReadOnlyList<ReceivedMessage> received, CancellationToken cancellationToken)
    {
        foreach (var condition in filter.Conditions.Where(one => !_known.ContainsKey(one) && received.Any(message => one.Path.ValuesOf(message.Message).Count > 0)))
            _known[condition] = true;
        foreach (var message in received.Select(one => one.Message).Where(filter.Selects))
        {
            var cause = DeadLetterCause.Of(message);
            lock (_lock)
                _groups.Add(cause, message.FailedAt, message.MessageId);
            foreach (var value in path?.ValuesOf(message).Distinct(StringComparer.Ordinal) ?? [])
            {
                if (_values.Count < MaxValues || _values.ContainsKey(value))
                    _values.AddOrUpdate(value, 1, (_, count) => count + 1);
            }
        }

        return Task.FromResult(received);
    }
}
