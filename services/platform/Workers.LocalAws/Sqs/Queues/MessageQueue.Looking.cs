using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.Sqs.Queues;

/// <content>Looks that change nothing, for who watches the queue and is no receiver of it.</content>
internal sealed partial class MessageQueue
{
    private long _sent;
    private long _deleted;

    /// <summary>What is in it, and what went through it since it was made.</summary>
    public QueueTraffic Traffic
    {
        get
        {
            using (Enter(out _))
                return new QueueTraffic(_messages.Counts, _sent, _deleted);
        }
    }

    /// <summary>The oldest messages, in whatever state, without receiving them.</summary>
    public List<SeenMessage> Look(int maximum)
    {
        using (Enter(out _))
        {
            return
            [
                .. _messages.ByAgeUpwards.Take(maximum).Select(message => new SeenMessage(
                    message.Id, message.SentAt, message.ReceiveCount, message.State, message.DeadLetterSourceArn, message.Content)),
            ];
        }
    }
}

/// <summary>What went through a queue.</summary>
/// <param name="Counts">What is in it now.</param>
/// <param name="Sent">Messages that came in, from wherever.</param>
/// <param name="Deleted">Messages that a receiver deleted.</param>
internal sealed record QueueTraffic(QueueCounts Counts, long Sent, long Deleted);

/// <summary>A message as it was when it was looked at.</summary>
internal sealed record SeenMessage(
    Guid Id, DateTimeOffset SentAt, int ReceiveCount, MessageState State, string? DeadLetterSourceArn, MessageContent Content);
