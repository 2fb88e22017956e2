using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Sqs.Queues;

/// <content>What goes wrong on purpose with the messages that are received.</content>
internal sealed partial class MessageQueue
{
    // Bounded, so that a receive from a long queue costs no more than one from a short one.
    private const int ReorderedMessages = 100;

    /// <summary>The next message to receive: the one that waits longest, or by chance one soon after it.</summary>
    private QueuedMessage? Pick(CallFaults? reordering) => reordering is null || _messages.VisibleCount < 2
        ? _messages.Next
        : _messages.At(reordering.Place(Math.Min(_messages.VisibleCount, ReorderedMessages)));

    /// <summary>
    /// Leaves some of the messages visible though they were received. Once in the life of a message, and not when the queue would
    /// dead-letter it in place of the second delivery: both would say more about the fault than about the receiver.
    /// </summary>
    private void Duplicate(List<ReceivedMessage> received, RedrivePolicy? redrive, CallFaults faults)
    {
        // In front, or in a long queue the second delivery would come long after the message is deleted. The last one first, so
        // that they keep their order; and only now, or this same receive would take them again.
        for (var index = received.Count - 1; index >= 0; index--)
        {
            var message = received[index].Message;
            var isAllowed = message.DuplicatedReceipt == 0 && !(message.ReceiveCount >= redrive?.MaxReceiveCount);
            if (!isAllowed || !faults.Duplicates())
                continue;
            message.DuplicatedReceipt = message.Receipt;
            _messages.ReleaseFirst(message);
        }
    }
}
