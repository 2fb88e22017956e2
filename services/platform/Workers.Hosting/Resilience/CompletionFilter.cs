using MassTransit;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Around a consumer: a try has handled its message when the consumer has, or a batch that the message was in. MassTransit completes a
/// message together with the batch that it came to, also when it is not in it: because its try ended while it waited, or because another
/// message of the batch has the same id. Such a try fails with <see cref="LeftBatchException"/>. It also completes a message whose batch
/// failed when another consumer has handled it: such a try fails with what the batch failed with. See <see cref="BatchFilter{TMessage}"/>.
/// </summary>
internal sealed class CompletionFilter<TConsumer, TMessage> : IFilter<ConsumerConsumeContext<TConsumer, TMessage>>
    where TConsumer : class
    where TMessage : class
{
    public async Task Send(
        ConsumerConsumeContext<TConsumer, TMessage> context, IPipe<ConsumerConsumeContext<TConsumer, TMessage>> next)
    {
        await next.Send(context);
        if (context.TryGetPayload<AttemptContext>(out var attempt))
            attempt.IsHandled = true;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("completion");
}

/// <summary>The batch that a message waited for was handled without it.</summary>
internal sealed class LeftBatchException() : Exception("The batch that the message waited for was handled without it.");
