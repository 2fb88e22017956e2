using System.Security.Cryptography;
using Workers.LocalAws.Sqs.Fifo;
using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.Sqs.Queues;

/// <content>The differences of a FIFO queue.</content>
internal sealed partial class MessageQueue
{
    /// <summary>Adds the message, unless one with the same deduplication id was sent recently: then that one is the result.</summary>
    private SentMessage SendOnce(FifoMemory fifo, MessageContent content, string? deduplicationId)
    {
        var group = content.GroupId ?? throw SqsError.MissingParameter("MessageGroupId");
        var settings = Settings;
        deduplicationId ??= settings.DeduplicatesByContent
            ? Convert.ToHexStringLower(SHA256.HashData(content.Body))
            : throw SqsError.NoDeduplicationId();

        using (Enter(out var now))
        {
            var key = (settings.DeduplicatesByGroup ? group : null, deduplicationId);
            if (fifo.Sent.TryGet(key, now, out var sent))
                return sent;
            var message = new FifoMessage(Guid.NewGuid(), content, now, deduplicationId);
            Add(message, now, settings.Delay);
            sent = new SentMessage(message.Id, message.SequenceNumber);
            fifo.Sent.Set(key, sent, now);
            return sent;
        }
    }

    /// <summary>A receipt handle of a FIFO queue is only valid until the visibility timeout ends.</summary>
    private void CheckNotExpired(Guid id, int receipt, string receiptHandle)
    {
        if (_messages.Find(id) is { } message && (message.State != MessageState.InFlight || message.Receipt != receipt))
            throw SqsError.ReceiptHandleHasExpired(receiptHandle);
    }

    /// <summary>
    /// The messages of the receive with the same ReceiveRequestAttemptId, with their receipt handles, and hidden for the whole visibility
    /// timeout again; null if there is none, or if the visibility of a message has changed since.
    /// </summary>
    private List<ReceivedMessage>? Repeat(string? attemptId, DateTimeOffset now, TimeSpan visibility)
    {
        if (attemptId is null || _fifo is null || !_fifo.Attempts.TryGet(attemptId, now, out var attempt)
            || !attempt.IsUnchanged(_messages.Find))
        {
            return null;
        }

        foreach (var received in attempt.Messages)
            _messages.Hide(received.Message, now + visibility);
        _fifo.Attempts.Set(attemptId, attempt with { VisibleAt = now + visibility }, now);
        return attempt.Messages;
    }

    private void Remember(string? attemptId, List<ReceivedMessage> received, DateTimeOffset now, TimeSpan visibility)
    {
        if (attemptId is not null && received.Count > 0)
            _fifo?.Attempts.Set(attemptId, new ReceiveAttempt(received, now + visibility), now);
    }
}
