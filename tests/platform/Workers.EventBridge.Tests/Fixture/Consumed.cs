using System.Collections.Concurrent;
using MassTransit;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>What consumers of <typeparamref name="T"/> got, and what they do with it.</summary>
public sealed class Consumed<T>
    where T : class
{
    private readonly ConcurrentQueue<ConsumeContext<T>> _contexts = new();
    private int _running;
    private int _mostRunning;

    /// <summary>The consumer's work; nothing by default.</summary>
    public Func<ConsumeContext<T>, Task> Work { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<ConsumeContext<T>> Contexts => [.. _contexts];

    public int Count => _contexts.Count;

    /// <summary>At the same time.</summary>
    public int MostRunning => _mostRunning;

    public async Task<ConsumeContext<T>> OneAsync()
    {
        await Eventually.UntilAsync(() => Count > 0);
        return Assert.Single(Contexts);
    }

    public async Task ConsumeAsync(ConsumeContext<T> context)
    {
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _mostRunning, running);
        _contexts.Enqueue(context);
        try
        {
            await Work(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static void InterlockedMax(ref int location, int value)
    {
        for (var seen = Volatile.Read(ref location); value > seen;)
            seen = Interlocked.CompareExchange(ref location, value, seen);
    }
}

/// <summary>A consumer whose work a test decides on.</summary>
public sealed class TestConsumer<T>(Consumed<T> consumed) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context) => consumed.ConsumeAsync(context);
}
