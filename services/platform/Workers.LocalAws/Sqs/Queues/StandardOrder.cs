namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The order of a standard queue: messages that were received before and are visible again, then those that were not.</summary>
internal sealed class StandardOrder : IReceiveOrder
{
    private readonly LinkedList<QueuedMessage> _returned = [];
    private readonly LinkedList<QueuedMessage> _new = [];

    public QueuedMessage? First => (_returned.First ?? _new.First)?.Value;

    public QueuedMessage? After(QueuedMessage received) => First;

    public QueuedMessage? At(int index)
    {
        var node = index < _returned.Count ? _returned.First : _new.First;
        for (index -= index < _returned.Count ? 0 : _returned.Count; index > 0; index--)
            node = node?.Next;
        return node?.Value;
    }

    public void Join(QueuedMessage message)
    {
    }

    public void Leave(QueuedMessage message)
    {
    }

    public void Show(QueuedMessage message, ShownAs shownAs) => message.Node = shownAs switch
    {
        ShownAs.New => _new.AddLast(message),
        ShownAs.Returned => _returned.AddLast(message),
        _ => _returned.AddFirst(message),
    };

    public void Hide(QueuedMessage message)
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
