using MassTransit;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Detects whether an attempt has really handled its message: the consumer has, or a batch with the message. MassTransit completes a
/// message together with its batch even if the message is not in the batch, because its attempt ended while it waited, or because another
/// message of the batch has the same id. Such an attempt fails with <see cref="LeftBatchException"/>. MassTransit also completes a message
/// whose batch failed if another consumer has handled it: such an attempt fails with the batch's exception. See <see
/// cref="BatchFilter{TMessage}"/>.
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

/// <summary>The batch was handled without this message, which waited for it.</summary>
internal sealed class LeftBatchException() : Exception("The batch that the message waited for was handled without it.");
