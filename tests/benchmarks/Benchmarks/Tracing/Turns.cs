using MassTransit;

namespace Benchmarks.Tracing;

/// <summary>Lets a worker consume so many messages at a time: those that are not due wait before their consumers begin.</summary>
internal sealed class Turns : IConsumeObserver
{
    private readonly SemaphoreSlim _due = new(0);
    private TaskCompletionSource _done = new();
    private int _left;

    /// <summary>Ends when that many were consumed; fails with the first that could not be, which would never be counted.</summary>
    public Task TakeAsync(int messages, CancellationToken cancellationToken)
    {
        _left = messages;
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _due.Release(messages);
        return _done.Task.WaitAsync(cancellationToken);
    }

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => _due.WaitAsync(context.CancellationToken);

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.TrySetResult();
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class
    {
        _done.TrySetException(exception);
        return Task.CompletedTask;
    }
}
