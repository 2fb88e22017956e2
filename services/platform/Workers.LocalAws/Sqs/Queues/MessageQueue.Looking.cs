using Workers.LocalAws.Sqs.Fifo;
using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.Sqs.Queues;

/// <content>Read-only views for observers that do not receive.</content>
internal sealed partial class MessageQueue
{
    private long _sent;
    private long _deleted;

    /// <summary>Its current contents, and its counters since its creation.</summary>
    public QueueTraffic Traffic
    {
        get
        {
            using (Enter(out _))
                return new QueueTraffic(_messages.Counts, _sent, _deleted, _messages.ByAgeUpwards.FirstOrDefault()?.SentAt);
        }
    }

    /// <summary>The oldest messages, in any state, without receiving them.</summary>
    public List<SeenMessage> Look(int maximum)
    {
        using (Enter(out _))
        {
            return
            [
                .. _messages.ByAgeUpwards.Take(maximum).Select(message => new SeenMessage(
                    message.Id, message.SentAt, message.ReceiveCount, message.State, message.DeadLetterSourceArn, message.Content)
                {
                    Fifo = message as FifoMessage,
                }),
            ];
        }
    }
}

/// <summary>Counters of a queue.</summary>
/// <param name="Counts">Current messages.</param>
/// <param name="Sent">Messages added, from any source.</param>
/// <param name="Deleted">Messages deleted by a receiver.</param>
/// <param name="OldestAt">The time at which its oldest message was sent; null if it is empty.</param>
internal sealed record QueueTraffic(QueueCounts Counts, long Sent, long Deleted, DateTimeOffset? OldestAt);

/// <summary>A message at the time of the view.</summary>
internal sealed record SeenMessage(
    Guid Id, DateTimeOffset SentAt, int ReceiveCount, MessageState State, string? DeadLetterSourceArn, MessageContent Content)
{
    /// <summary>Its deduplication id and sequence number; null in a standard queue.</summary>
    public FifoMessage? Fifo { get; init; }
}
