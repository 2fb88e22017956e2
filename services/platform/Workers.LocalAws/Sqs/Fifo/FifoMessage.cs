using System.Globalization;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Fifo;

/// <summary>A message in a FIFO queue.</summary>
internal sealed class FifoMessage(Guid id, MessageContent content, DateTimeOffset sentAt, string deduplicationId)
    : QueuedMessage(id, content, sentAt)
{
    public string DeduplicationId => deduplicationId;

    /// <summary>As in AWS, 20 digits, so that clients can compare it as text or as a number.</summary>
    public string SequenceNumber => string.Create(CultureInfo.InvariantCulture, $"188{Sequence:D17}");

    /// <summary>Its group in the queue.</summary>
    public MessageGroup? Group { get; set; }

    public override QueuedMessage Renew(DateTimeOffset now) => new FifoMessage(Guid.NewGuid(), Content, now, deduplicationId);
}
