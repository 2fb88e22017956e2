namespace Workers.LocalAws.Sqs.Queues;

/// <content>Its end: the queue is deleted, or the server stops.</content>
internal sealed partial class MessageQueue
{
    private Http.AwsException? _pollsEnded;
    private Http.AwsException? _closed;

    /// <summary>Ends the long polls with an error, and later ones; all other calls go on.</summary>
    public void EndPolls(Http.AwsException reason)
    {
        lock (_lock)
        {
            _pollsEnded ??= reason;
            _waiters.WakeAll();
        }
    }

    /// <summary>Ends the long polls with an error; later calls fail with it, too.</summary>
    public void Close(Http.AwsException reason)
    {
        lock (_lock)
        {
            _closed ??= reason;
            _waiters.WakeAll();
        }

        _timer.Dispose();
    }

    /// <summary>Closes a deleted queue.</summary>
    public void Dispose()
    {
        Close(SqsError.QueueDoesNotExist());
        lock (_lock)
            _messages.Clear();
    }
}
