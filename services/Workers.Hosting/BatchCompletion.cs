using System.Collections.Concurrent;
using MassTransit;

namespace Workers.Hosting;

/// <summary>
/// Sees to it that a message of a batch consumer is done only when a batch that it was in is done. MassTransit completes a message together
/// with the batch that it came to, also when it is not in it: because the time of its try ended while it waited, or because another
/// message of the batch has the same id. Such a message fails here, and is tried again.
/// </summary>
/// <param name="batches">The batch consumers of the endpoint, and what they consume.</param>
internal sealed class BatchCompletion(IReadOnlyList<(Type Consumer, Type Message)> batches) : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var handled = context.GetOrAddPayload(() => new Handled());
        await next.Send(context);
        foreach (var (consumer, message) in batches)
        {
            if (context.HasMessageType(message) && !handled.Contains(consumer))
                throw new TimeoutException($"{consumer.Name} has handled its batch without this message, which left the batch before.");
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("batchCompletion");

    /// <summary>The batch consumers that have handled a message, in whatever try.</summary>
    public sealed class Handled
    {
        private readonly ConcurrentDictionary<Type, byte> _consumers = new();

        public void Add(Type consumer) => _consumers.TryAdd(consumer, 0);

        public bool Contains(Type consumer) => _consumers.ContainsKey(consumer);
    }
}

/// <summary>Around a batch consumer: remembers which messages were in its batch.</summary>
internal sealed class BatchMembers<TConsumer, TMessage> : IFilter<ConsumerConsumeContext<TConsumer, Batch<TMessage>>>
    where TConsumer : class
    where TMessage : class
{
    public async Task Send(
        ConsumerConsumeContext<TConsumer, Batch<TMessage>> context, IPipe<ConsumerConsumeContext<TConsumer, Batch<TMessage>>> next)
    {
        await next.Send(context);
        foreach (var member in context.Message)
        {
            if (member.TryGetPayload<BatchCompletion.Handled>(out var handled))
                handled.Add(typeof(TConsumer));
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("batchMembers");
}
