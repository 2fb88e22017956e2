namespace Workers.EventBridge.Receiving;

/// <summary>
/// How often each message has failed in this process. SQS counts receives, whatever came of them: a message that was only prefetched,
/// or lay beside one that ended the process, has as many as one that failed. Forgets the oldest beyond its capacity.
/// </summary>
internal sealed class FailureHistory
{
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<string, int> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, int> _older = new(StringComparer.Ordinal);

    /// <summary>Counts a failure.</summary>
    /// <returns>How many there are by now.</returns>
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

    public int CountOf(string messageId)
    {
        lock (_lock)
            return Find(messageId);
    }

    /// <summary>The message is done.</summary>
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
