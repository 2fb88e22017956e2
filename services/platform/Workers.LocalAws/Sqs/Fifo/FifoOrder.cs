using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Fifo;

/// <summary>
/// The order of a FIFO queue. The messages of a group keep their order: one that is in flight or delayed blocks those after it. A receive
/// returns as many messages of a group as possible before those of the next group. A group whose first message becomes visible comes after
/// the others.
/// </summary>
internal sealed class FifoOrder : IReceiveOrder
{
    private readonly Dictionary<string, MessageGroup> _groups = new(StringComparer.Ordinal);

    // Those whose first message is visible.
    private readonly LinkedList<MessageGroup> _available = [];

    public QueuedMessage? First => _available.First?.Value.First;

    public QueuedMessage? After(QueuedMessage received) =>
        received.Node?.Next?.Value is { State: MessageState.Visible } next ? next : First;

    public QueuedMessage? At(int index) => First;

    public void Join(QueuedMessage message)
    {
        var id = message.Content.GroupId!;
        if (!_groups.TryGetValue(id, out var group))
            _groups.Add(id, group = new MessageGroup());
        group.Add((FifoMessage)message);
    }

    public void Leave(QueuedMessage message)
    {
        var group = ((FifoMessage)message).Group!;
        group.Remove((FifoMessage)message);
        if (group.First is null)
            _groups.Remove(message.Content.GroupId!);
        Update(group);
    }

    public void Show(QueuedMessage message, ShownAs shownAs) => Update(((FifoMessage)message).Group!);

    public void Hide(QueuedMessage message) => Update(((FifoMessage)message).Group!, hidden: message);

    public void Clear()
    {
        _groups.Clear();
        _available.Clear();
    }

    private void Update(MessageGroup group, QueuedMessage? hidden = null)
    {
        var isAvailable = group.First is { State: MessageState.Visible } first && first != hidden;
        if (isAvailable && group.Place is null)
        {
            group.Place = _available.AddLast(group);
        }
        else if (!isAvailable && group.Place is { } place)
        {
            _available.Remove(place);
            group.Place = null;
        }
    }
}
