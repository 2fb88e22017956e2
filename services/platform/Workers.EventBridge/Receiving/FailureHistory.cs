namespace Workers.EventBridge.Receiving;

/// <summary>
/// Counts the failures of each message in this process. SQS counts receives, whatever the outcome: a message that was only prefetched, or
/// was in flight at a crash, has as many as a failed one. Drops the oldest beyond its capacity.
/// </summary>
internal sealed class FailureHistory
{
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<string, int> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, int> _older = new(StringComparer.Ordinal);

    /// <summary>Counts a failure.</summary>
    /// <returns>The number of failures so far.</returns>
    public int Add(string messageId)
    {
        lock (_lock)
        {
            var count = Find(messageId) + 1;
            _recent[messageId] = count;
            _older.Remove(messageId);
            if (_recent.Count >= Capacity / 2)
                (_older, _recent) = (_recent, new(StringComparer.Ordinal));
            return count;
        }
    }

    /// <summary>Remembers a message that is delivered again for another reason than a failure.</summary>
    public void Keep(string messageId)
    {
        lock (_lock)
            _recent[messageId] = Find(messageId);
    }

    /// <summary>Whether this process has handled the message before, without a crash.</summary>
    public bool Knows(string messageId)
    {
        lock (_lock)
            return _recent.ContainsKey(messageId) || _older.ContainsKey(messageId);
    }

    /// <summary>Removes a finished message.</summary>
    public void Remove(string messageId)
    {
        lock (_lock)
        {
            _recent.Remove(messageId);
            _older.Remove(messageId);
        }
    }

    private int Find(string messageId) =>
        _recent.TryGetValue(messageId, out var recent) ? recent : _older.GetValueOrDefault(messageId);
}
