namespace Workers.LocalAws.Sqs.Queues;

/// <content>Removing messages by id, for a redrive of selected ones.</content>
internal sealed partial class MessageQueue
{
    /// <summary>
    /// Permanently removes the visible ones among these messages from the queue. One that is in flight or delayed stays, since its receiver
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

    /// <summary>Restores removed messages that could not be moved, with their ids, ages and receive counts.</summary>
    public void PutBack(IEnumerable<QueuedMessage> messages)
    {
        using (Enter(out _))
        {
            foreach (var message in messages)
                _messages.Restore(message);
        }
    }
}

/// <summary>Messages removed from a queue.</summary>
/// <param name="Messages">The visible messages.</param>
/// <param name="NotVisible">Number of other selected messages, which stay because they are in flight or delayed.</param>
internal sealed record SelectedMessages(IReadOnlyList<QueuedMessage> Messages, int NotVisible);
