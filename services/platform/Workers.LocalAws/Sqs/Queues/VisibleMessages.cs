namespace Workers.LocalAws.Sqs.Queues;

/// <summary>
/// The visible messages of a queue in their order: those that were received before and are visible again, then the new ones. Not
/// thread-safe: the queue locks.
/// </summary>
internal sealed class VisibleMessages
{
    private readonly LinkedList<QueuedMessage> _returned = [];
    private readonly LinkedList<QueuedMessage> _new = [];

    public int Count => _returned.Count + _new.Count;

    public QueuedMessage? First => (_returned.First ?? _new.First)?.Value;

    /// <summary>The message at an index. Iterates: use small indexes.</summary>
    public QueuedMessage At(int index)
    {
        var node = index < _returned.Count ? _returned.First! : _new.First!;
        for (index -= index < _returned.Count ? 0 : _returned.Count; index > 0; index--)
            node = node.Next!;
        return node.Value;
    }

    public void Add(QueuedMessage message) => message.Node = _new.AddLast(message);

    public void Return(QueuedMessage message) => message.Node = _returned.AddLast(message);

    public void ReturnFirst(QueuedMessage message) => message.Node = _returned.AddFirst(message);

    public void Remove(QueuedMessage message)
    {
        message.Node!.List!.Remove(message.Node);
        message.Node = null;
    }

    public void Clear()
    {
        _returned.Clear();
        _new.Clear();
    }
}
