namespace Workers.LocalAws.Sqs.Queues;

/// <summary>
/// The messages of one queue and their three states. Every change costs at most O(log n), so a long backlog is as fast as a short one. Not
/// thread-safe: the queue locks.
/// </summary>
internal sealed class QueueMessages
{
    private static readonly Comparer<QueuedMessage> ByDue = Comparer<QueuedMessage>.Create(static (left, right) =>
        left.DueAt.CompareTo(right.DueAt) is var order && order != 0 ? order : left.Sequence.CompareTo(right.Sequence));

    private static readonly Comparer<QueuedMessage> ByAge = Comparer<QueuedMessage>.Create(static (left, right) =>
        left.SentAt.CompareTo(right.SentAt) is var order && order != 0 ? order : left.Sequence.CompareTo(right.Sequence));

    private readonly Dictionary<Guid, QueuedMessage> _byId = [];
    private readonly LinkedList<QueuedMessage> _visible = [];
    private readonly SortedSet<QueuedMessage> _waiting = new(ByDue);
    private readonly SortedSet<QueuedMessage> _aging = new(ByAge);
    private long _sequence;
    private int _inFlight;

    public QueueCounts Counts => new(_visible.Count, _inFlight, _waiting.Count - _inFlight);

    public int InFlight => _inFlight;

    /// <summary>The oldest visible message.</summary>
    public QueuedMessage? Next => _visible.First?.Value;

    public int VisibleCount => _visible.Count;

    /// <summary>When the next delay or visibility timeout ends.</summary>
    public DateTimeOffset? NextDue => _waiting.Min?.DueAt;

    /// <summary>The messages in any state, the oldest first.</summary>
    public IEnumerable<QueuedMessage> ByAgeUpwards => _aging;

    /// <summary>The visible message at an index, counted from the oldest. Iterates: use small indexes.</summary>
    public QueuedMessage At(int place)
    {
        var node = _visible.First!;
        for (; place > 0; place--)
            node = node.Next!;
        return node.Value;
    }

    public QueuedMessage? Find(Guid id) => _byId.GetValueOrDefault(id);

    public void Add(QueuedMessage message, DateTimeOffset? delayedUntil = null)
    {
        message.Sequence = ++_sequence;
        _byId.Add(message.Id, message);
        _aging.Add(message);
        if (delayedUntil is { } due)
            Wait(message, MessageState.Delayed, due);
        else
            Show(message);
    }

    public void Hide(QueuedMessage message, DateTimeOffset until)
    {
        Leave(message);
        Wait(message, MessageState.InFlight, until);
    }

    public void Release(QueuedMessage message)
    {
        Leave(message);
        Show(message);
    }

    /// <summary>Makes the message visible, before all others.</summary>
    public void ReleaseFirst(QueuedMessage message)
    {
        Leave(message);
        message.State = MessageState.Visible;
        message.Node = _visible.AddFirst(message);
    }

    public void Remove(QueuedMessage message)
    {
        Leave(message);
        _byId.Remove(message.Id);
        _aging.Remove(message);
    }

    public void Clear()
    {
        _byId.Clear();
        _visible.Clear();
        _waiting.Clear();
        _aging.Clear();
        _inFlight = 0;
    }

    /// <summary>Updates the states to the time: ends delays and visibility timeouts, drops expired messages.</summary>
    public void Advance(DateTimeOffset now, TimeSpan retention)
    {
        while (_waiting.Count > 0 && _waiting.Min is { } message && message.DueAt <= now)
            Release(message);
        while (_aging.Count > 0 && _aging.Min is { } message && message.SentAt + retention <= now)
            Remove(message);
    }

    private void Show(QueuedMessage message)
    {
        message.State = MessageState.Visible;
        message.Node = _visible.AddLast(message);
    }

    private void Wait(QueuedMessage message, MessageState state, DateTimeOffset until)
    {
        message.State = state;
        message.DueAt = until;
        _waiting.Add(message);
        if (state == MessageState.InFlight)
            _inFlight++;
    }

    private void Leave(QueuedMessage message)
    {
        if (message.State == MessageState.Visible)
        {
            _visible.Remove(message.Node!);
            message.Node = null;
            return;
        }

        _waiting.Remove(message);
        if (message.State == MessageState.InFlight)
            _inFlight--;
    }
}
