using MassTransit;

namespace Workers.Hosting.Store;

/// <summary>Wraps a consumer of single events. Of two copies at the same moment one commits, and the other is skipped.</summary>
internal sealed class InboxFilter<TConsumer, TMessage>(ConsumerInbox inbox) : IFilter<ConsumerConsumeContext<TConsumer, TMessage>>
    where TConsumer : class
    where TMessage : class
{
    public Task Send(
        ConsumerConsumeContext<TConsumer, TMessage> context, IPipe<ConsumerConsumeContext<TConsumer, TMessage>> next) =>
        inbox.HandleOnceAsync(context, inbox.EntryOf(context), _ => next.Send(context));

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
