namespace Workers.Hosting.Resilience;

/// <summary>Whether so many tries in a row have failed within the window: then it is not the message any more.</summary>
internal sealed class FailureCount(int many, TimeSpan window, TimeProvider time)
{
    private readonly Queue<long> _latest = new(many);

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether there were many by now.</returns>
    public bool Add()
    {
        lock (_latest)
        {
            if (_latest.Count == many)
                _latest.Dequeue();
            _latest.Enqueue(time.GetTimestamp());
            return _latest.Count == many && time.GetElapsedTime(_latest.Peek()) <= window;
        }
    }

    /// <summary>Begins anew: a try succeeded.</summary>
    public void Reset()
    {
        lock (_latest)
            _latest.Clear();
    }
}
