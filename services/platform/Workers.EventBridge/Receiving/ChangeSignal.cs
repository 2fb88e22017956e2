namespace Workers.EventBridge.Receiving;

/// <summary>Completes at the next change of a state.</summary>
internal sealed class ChangeSignal
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _changed.Task;

    /// <summary>Completes this one.</summary>
    /// <returns>The one for the change after.</returns>
    public ChangeSignal Next()
    {
        _changed.TrySetResult();
        return new ChangeSignal();
    }
}
