namespace Workers.LocalAws.Sqs.Queues;

/// <content>Taking messages out by id, for a redrive of selected ones.</content>
internal sealed partial class MessageQueue
{
    /// <summary>
    /// Takes the visible ones among these messages out of the queue, for good. One that is in flight or delayed stays, since its receiver
    /// or its sender decides about it.
    /// </summary>
    public SelectedMessages WithdrawSelected(IReadOnlySet<Guid> ids)
    {
        using (Enter(out _))
        {
            List<QueuedMessage> messages = [];
            var notVisible = 0;
            foreach (var message in ids.Select(_messages.Find).OfType<QueuedMessage>())
            {
                if (message.State == MessageState.Visible)
                    messages.Add(message);
                else
                    notVisible++;
            }

            foreach (var message in messages)
                _messages.Remove(message);
            return new SelectedMessages([.. messages.OrderBy(message => message.SentAt).ThenBy(message => message.Sequence)], notVisible);
        }
    }

    /// <summary>Puts back messages that were withdrawn and found no other place, with their ids, ages and receive counts.</summary>
    public void PutBack(IEnumerable<QueuedMessage> messages)
    {
        using (Enter(out _))
        {
            foreach (var message in messages)
                _messages.Add(message);
        }
    }
}

/// <summary>Messages that were taken out of a queue.</summary>
/// <param name="Messages">Those that were visible.</param>
/// <param name="NotVisible">How many more were selected, and stay because they are in flight or delayed.</param>
internal sealed record SelectedMessages(IReadOnlyList<QueuedMessage> Messages, int NotVisible);
