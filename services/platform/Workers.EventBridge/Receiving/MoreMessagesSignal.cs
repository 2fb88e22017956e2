namespace Workers.EventBridge.Receiving;

/// <summary>Whether the queue has more messages than one poll returns.</summary>
internal sealed class MoreMessagesSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set(bool isBacklog)
    {
        lock (_lock)
        {
            if (isBacklog)
                _set.TrySetResult();
            else if (_set.Task.IsCompleted)
                _set = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _set.Task.IsCompleted ? Task.CompletedTask : _set.Task.WaitAsync(cancellationToken);
    }
}
