using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Fifo;

/// <summary>The messages of a group, in any state, in their order.</summary>
internal sealed class MessageGroup
{
    private readonly LinkedList<QueuedMessage> _messages = [];

    public QueuedMessage? First => _messages.First?.Value;

    /// <summary>Its place among the groups with a message to receive, while it has one.</summary>
    public LinkedListNode<MessageGroup>? Place { get; set; }

    public void Add(FifoMessage message)
    {
        message.Group = this;
        // A message that is put back into the queue is older than the last one.
        var after = _messages.Last;
        while (after is not null && after.Value.Sequence > message.Sequence)
            after = after.Previous;
        message.Node = after is null ? _messages.AddFirst(message) : _messages.AddAfter(after, message);
    }

    public void Remove(FifoMessage message)
    {
        _messages.Remove(message.Node!);
        (message.Group, message.Node) = (null, null);
    }
}
