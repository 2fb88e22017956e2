using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>
/// The messages of one queue and their three states. Every change costs at most O(log n), so a long backlog is as fast as a short one. Not
/// thread-safe: the queue locks.
/// </summary>
internal sealed class QueueMessages(IReceiveOrder order, ChangeCounter changes)
{
    private static readonly Comparer<QueuedMessage> ByDue = Comparer<QueuedMessage>.Create(static (left, right) =>
        left.DueAt.CompareTo(right.DueAt) is var order && order != 0 ? order : left.Sequence.CompareTo(right.Sequence));

    private static readonly Comparer<QueuedMessage> ByAge = Comparer<QueuedMessage>.Create(static (left, right) =>
        left.SentAt.CompareTo(right.SentAt) is var order && order != 0 ? order : left.Sequence.CompareTo(right.Sequence));

    private readonly Dictionary<Guid, QueuedMessage> _byId = [];
    private readonly SortedSet<QueuedMessage> _waiting = new(ByDue);
    private readonly SortedSet<QueuedMessage> _aging = new(ByAge);
    private int _inFlight;

    public QueueCounts Counts => new(VisibleCount, _inFlight, _waiting.Count - _inFlight);

    public int InFlight => _inFlight;

    /// <summary>The place of the last message that was added.</summary>
    public long LastSequence { get; set; }

    /// <summary>The next message to receive.</summary>
    public QueuedMessage? Next => order.First;

    public int VisibleCount => _byId.Count - _waiting.Count;

    /// <summary>When the next delay or visibility timeout ends.</summary>
    public DateTimeOffset? NextDue => _waiting.Min?.DueAt;

    /// <summary>The messages in any state, the oldest first.</summary>
    public IEnumerable<QueuedMessage> ByAgeUpwards => _aging;

    /// <summary>The visible message at an index, counted from the next one. Iterates: use small indexes.</summary>
    public QueuedMessage? At(int index) => order.At(index);

    /// <summary>The next message of a receive that has this one already.</summary>
    public QueuedMessage? After(QueuedMessage received) => order.After(received);

    public QueuedMessage? Find(Guid id) => _byId.GetValueOrDefault(id);

    public void Add(QueuedMessage message, DateTimeOffset? delayedUntil = null)
    {
        message.Sequence = ++LastSequence;
        Join(message);
        if (delayedUntil is { } due)
            Wait(message, MessageState.Delayed, due);
        else
            Show(message, ShownAs.New);
    }

    /// <summary>Adds a message that was in the queue before, at its place.</summary>
    public void Restore(QueuedMessage message)
    {
        Join(message);
        Show(message, ShownAs.Returned);
    }

    /// <summary>Adds a message of a snapshot, in its state. In the order of their sequence.</summary>
    public void Restore(QueuedMessage message, MessageState state, DateTimeOffset dueAt)
    {
        Join(message);
        if (state != MessageState.Visible)
            Wait(message, state, dueAt);
        else
            Show(message, message.ReceiveCount > 0 ? ShownAs.Returned : ShownAs.New);
    }

    /// <summary>Changes the delay of the delayed messages.</summary>
    public void Delay(TimeSpan delay)
    {
        foreach (var message in _waiting.Where(message => message.State == MessageState.Delayed).ToList())
        {
            Leave(message);
            Wait(message, MessageState.Delayed, message.SentAt + delay);
        }
    }

    public void Hide(QueuedMessage message, DateTimeOffset until)
    {
        Leave(message);
        Wait(message, MessageState.InFlight, until);
    }

    /// <summary>Makes a message visible that was delayed or in flight.</summary>
    public void Release(QueuedMessage message) =>
        Release(message, message.State == MessageState.InFlight ? ShownAs.Returned : ShownAs.New);

    /// <summary>Makes the message visible, before all others.</summary>
    public void ReleaseFirst(QueuedMessage message) => Release(message, ShownAs.Duplicate);

    public void Remove(QueuedMessage message)
    {
        changes.Add();
        Leave(message);
        _byId.Remove(message.Id);
        _aging.Remove(message);
        order.Leave(message);
    }

    public void Clear()
    {
        changes.Add();
        _byId.Clear();
        order.Clear();
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

    private void Release(QueuedMessage message, ShownAs shownAs)
    {
        Leave(message);
        Show(message, shownAs);
    }

    private void Join(QueuedMessage message)
    {
        _byId.Add(message.Id, message);
        _aging.Add(message);
        order.Join(message);
    }

    private void Show(QueuedMessage message, ShownAs shownAs)
    {
        changes.Add();
        message.State = MessageState.Visible;
        order.Show(message, shownAs);
    }

    private void Wait(QueuedMessage message, MessageState state, DateTimeOffset until)
    {
        changes.Add();
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
            order.Hide(message);
            return;
        }

        _waiting.Remove(message);
        if (message.State == MessageState.InFlight)
            _inFlight--;
    }
}
