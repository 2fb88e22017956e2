namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The waiting long polls, first come, first served. Not thread-safe: the queue locks.</summary>
internal sealed class QueueWaiters
{
    private readonly LinkedList<TaskCompletionSource> _waiting = [];

    public int Count => _waiting.Count;

    public bool Any => _waiting.Count > 0;

    public LinkedListNode<TaskCompletionSource> Join() =>
        // Continuations run elsewhere: the waking code holds the queue's lock.
        _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Leave(LinkedListNode<TaskCompletionSource> waiter)
    {
        if (waiter.List is not null)
            _waiting.Remove(waiter);
    }

    public void WakeOne()
    {
        if (_waiting.First is not { } waiter)
            return;
        _waiting.Remove(waiter);
        waiter.Value.TrySetResult();
    }

    public void WakeAll()
    {
        while (Any)
            WakeOne();
    }
}
