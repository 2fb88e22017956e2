namespace Workers.EventBridge.Receiving;

/// <summary>Is notified when the state of an endpoint changes, e.g. for health checks.</summary>
internal interface IReceiveStatusObserver
{
    /// <summary>The endpoint receives.</summary>
    Task ReadyAsync();

    /// <summary>The endpoint does not receive.</summary>
    /// <param name="reason">The reason, in a sentence.</param>
    /// <param name="cause">The exception; null if there is none.</param>
    Task FaultedAsync(string reason, Exception? cause);
}
