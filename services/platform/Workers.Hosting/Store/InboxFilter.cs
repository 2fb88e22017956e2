using MassTransit;

namespace Workers.Hosting.Store;

/// <summary>Wraps a consumer of single events. Of two copies at the same moment one commits, and the other is skipped.</summary>
internal sealed class InboxFilter<TConsumer, TMessage>(ConsumerInbox inbox) : IFilter<ConsumerConsumeContext<TConsumer, TMessage>>
    where TConsumer : class
    where TMessage : class
{
    public async Task Send(
        ConsumerConsumeContext<TConsumer, TMessage> context, IPipe<ConsumerConsumeContext<TConsumer, TMessage>> next)
    {
        var db = await ConsumerInbox.ConnectAsync(context);
        var entry = inbox.EntryOf(context);
        if (await inbox.IsDoneAsync(db, entry, context.CancellationToken))
        {
            inbox.SkipDuplicate(context, entry);
            return;
        }

        try
        {
            await ConsumerInbox.RunAsync(db, [entry], () => next.Send(context));
            ConsumerInbox.Done(context);
        }
        catch (EventDoneException)
        {
            inbox.SkipDuplicate(context, entry);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
