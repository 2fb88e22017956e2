namespace Workers.LocalAws.Sqs.Fifo;

/// <summary>Remembers ids, and what they stand for, for the deduplication interval. Not thread-safe: the queue locks.</summary>
internal sealed class RecentIds<TKey, TValue>
    where TKey : notnull
{
    /// <summary>Source: the SQS developer guide, "Exactly-once processing in Amazon SQS".</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly Dictionary<TKey, (TValue Value, DateTimeOffset Since)> _values = [];
    private readonly Queue<(TKey Key, DateTimeOffset Since)> _byAge = [];

    /// <summary>The ids, the oldest first.</summary>
    public IEnumerable<(TKey Key, TValue Value, DateTimeOffset Since)> All =>
        _values.Select(entry => (entry.Key, entry.Value.Value, entry.Value.Since)).OrderBy(entry => entry.Since);

    public bool TryGet(TKey key, DateTimeOffset now, out TValue value)
    {
        Forget(now);
        var isKnown = _values.TryGetValue(key, out var entry);
        value = entry.Value;
        return isKnown;
    }

    public void Set(TKey key, TValue value, DateTimeOffset now)
    {
        _values[key] = (value, now);
        _byAge.Enqueue((key, now));
    }

    public void Clear()
    {
        _values.Clear();
        _byAge.Clear();
    }

    private void Forget(DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.Since + Interval <= now)
        {
            _byAge.Dequeue();
            // It may have been set again since.
            if (_values.TryGetValue(oldest.Key, out var entry) && entry.Since == oldest.Since)
                _values.Remove(oldest.Key);
        }
    }
}
