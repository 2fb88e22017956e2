using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Fifo;

/// <summary>What a FIFO queue remembers, so that repeated requests have no further effect. Not thread-safe: the queue locks.</summary>
internal sealed class FifoMemory
{
    /// <summary>The sent messages, by deduplication id and by the group in which it counts: null for the whole queue.</summary>
    public RecentIds<(string? Group, string DeduplicationId), SentMessage> Sent { get; } = new();

    /// <summary>The received messages, by ReceiveRequestAttemptId.</summary>
    public RecentIds<string, ReceiveAttempt> Attempts { get; } = new();

    public void Clear()
    {
        Sent.Clear();
        Attempts.Clear();
    }
}

/// <summary>The result of a receive that can be repeated until the visibility of a message has changed.</summary>
internal sealed record ReceiveAttempt(List<ReceivedMessage> Messages, DateTimeOffset VisibleAt)
{
    /// <summary>Whether all messages are as this receive left them.</summary>
    public bool IsUnchanged(Func<Guid, QueuedMessage?> find) => Messages.TrueForAll(received =>
        find(received.Message.Id) == received.Message
        && received.Message.State == MessageState.InFlight
        && received.Message.Receipt == received.Receipt
        && received.Message.DueAt == VisibleAt);
}
