using Workers.LocalAws.Sqs.Fifo;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.Sqs.Queues;

/// <content>Its copy in a snapshot.</content>
internal sealed partial class MessageQueue
{
    public MessageQueue(SavedQueue saved, string arn, QueueContext context)
        : this(saved.Name, arn, QueueSettings.Of(saved.Attributes), context)
    {
        (_id, CreatedAt, LastModifiedAt) = (saved.Id, saved.CreatedAt, saved.ModifiedAt);
        foreach (var (key, value) in saved.Tags)
            Tags[key] = value;
        foreach (var message in saved.Messages.OrderBy(message => message.Sequence))
            _messages.Restore(Restored(message), message.State, message.DueAt);
        _messages.LastSequence = saved.LastSequence;
        foreach (var sent in saved.Sent)
            _fifo?.Sent.Set((sent.Group, sent.DeduplicationId), new SentMessage(sent.MessageId, sent.SequenceNumber), sent.Since);
    }

    /// <summary>Copies the queue at one moment, also after it was closed.</summary>
    public SavedQueue Copy()
    {
        lock (_lock)
        {
            return new SavedQueue(
                Name,
                _id,
                CreatedAt,
                LastModifiedAt,
                new(Settings.Values, StringComparer.Ordinal),
                new(Tags, StringComparer.Ordinal),
                [.. _messages.ByAgeUpwards.Select(Saved)],
                [.. _fifo?.Sent.All.Select(Saved) ?? []],
                _messages.LastSequence);
        }
    }

    private static SavedMessage Saved(QueuedMessage message) => new()
    {
        Id = message.Id,
        Body = message.Content.Body,
        Attributes = message.Content.Attributes,
        TraceHeader = message.Content.TraceHeader,
        GroupId = message.Content.GroupId,
        DeduplicationId = (message as FifoMessage)?.DeduplicationId,
        SentAt = message.SentAt,
        Sequence = message.Sequence,
        ReceiveCount = message.ReceiveCount,
        FirstReceivedAt = message.FirstReceivedAt,
        LastReceivedAt = message.LastReceivedAt,
        DeadLetterSourceArn = message.DeadLetterSourceArn,
        State = message.State,
        DueAt = message.DueAt,
        Receipt = message.Receipt,
        DuplicatedReceipt = message.DuplicatedReceipt,
    };

    private static SavedDeduplication Saved(
        ((string? Group, string DeduplicationId) Key, SentMessage Sent, DateTimeOffset Since) entry) =>
        new(entry.Key.DeduplicationId, entry.Sent.Id, entry.Sent.SequenceNumber, entry.Since, entry.Key.Group);

    private QueuedMessage Restored(SavedMessage saved)
    {
        var content = new MessageContent(saved.Body, saved.Attributes, saved.TraceHeader) { GroupId = saved.GroupId };
        var message = Settings.IsFifo
            ? new FifoMessage(saved.Id, content, saved.SentAt, saved.DeduplicationId!)
            : new QueuedMessage(saved.Id, content, saved.SentAt);
        (message.Sequence, message.ReceiveCount, message.Receipt) = (saved.Sequence, saved.ReceiveCount, saved.Receipt);
        (message.FirstReceivedAt, message.LastReceivedAt) = (saved.FirstReceivedAt, saved.LastReceivedAt);
        (message.DeadLetterSourceArn, message.DuplicatedReceipt) = (saved.DeadLetterSourceArn, saved.DuplicatedReceipt);
        return message;
    }
}
