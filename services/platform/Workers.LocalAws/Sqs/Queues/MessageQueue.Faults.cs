using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Sqs.Queues;

/// <content>Injected faults for received messages.</content>
internal sealed partial class MessageQueue
{
    // Limited, so that a receive from a long queue costs no more than one from a short one.
    private const int ReorderedMessages = 100;

    /// <summary>The next message to receive: the oldest, or a random one soon after it.</summary>
    private QueuedMessage? Pick(CallFaults? reordering, QueuedMessage? previous)
    {
        if (reordering is null || _messages.VisibleCount < 2)
            return previous is null ? _messages.Next : _messages.After(previous);
        return _messages.At(reordering.Place(Math.Min(_messages.VisibleCount, ReorderedMessages)));
    }

    /// <summary>
    /// Leaves some of the received messages visible. Only once for each message, and not if the queue would dead-letter it instead of the
    /// second delivery: both would test the fault and not the receiver.
    /// </summary>
    private void Duplicate(List<ReceivedMessage> received, RedrivePolicy? redrive, CallFaults faults)
    {
        // In front: in a long queue the second delivery would otherwise come long after the message is deleted. Starts with the last one,
        // to keep their order; and only now, so that this receive does not return them again.
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
