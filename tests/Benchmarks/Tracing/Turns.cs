using MassTransit;

namespace Benchmarks.Tracing;

/// <summary>Lets a worker consume so many messages at a time: those that are not due wait before their consumers begin.</summary>
internal sealed class Turns : IConsumeObserver
{
    private readonly SemaphoreSlim _due = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private int _left;

    /// <summary>Ends when that many were consumed.</summary>
    public Task TakeAsync(int messages, CancellationToken cancellationToken)
    {
        _left = messages;
        _due.Release(messages);
        return _done.WaitAsync(cancellationToken);
    }

    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => _due.WaitAsync(context.CancellationToken);

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.Release();
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
