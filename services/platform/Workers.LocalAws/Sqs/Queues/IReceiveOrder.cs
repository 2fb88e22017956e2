namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The order in which the visible messages of a queue are received. Not thread-safe: the queue locks.</summary>
internal interface IReceiveOrder
{
    /// <summary>The next message to receive.</summary>
    QueuedMessage? First { get; }

    /// <summary>The next message of a receive that has this one already.</summary>
    QueuedMessage? After(QueuedMessage received);

    /// <summary>A message that could be received, at an index counted from the next one. Iterates: use small indexes.</summary>
    QueuedMessage? At(int index);

    /// <summary>The message is in the queue now, in any state.</summary>
    void Join(QueuedMessage message);

    /// <summary>The message is no longer in the queue.</summary>
    void Leave(QueuedMessage message);

    /// <summary>The message is visible now.</summary>
    void Show(QueuedMessage message, ShownAs shownAs);

    /// <summary>The message is no longer visible.</summary>
    void Hide(QueuedMessage message);

    void Clear();
}

/// <summary>Why a message becomes visible.</summary>
internal enum ShownAs
{
    /// <summary>It was not received yet.</summary>
    New,

    /// <summary>It was received before, and comes before those that were not.</summary>
    Returned,

    /// <summary>It comes before all others.</summary>
    Duplicate,
}
