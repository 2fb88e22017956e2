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
            await ConsumerInbox.RunAsync(db, [entry], () => ConsumeAsync(context, next));
            ConsumerInbox.Done(context);
        }
        catch (RedeliveryRequestedException)
        {
            // Nothing is committed: the event comes back later, and must not be skipped then.
        }
        catch (EventDoneException)
        {
            inbox.SkipDuplicate(context, entry);
        }
    }

    private static async Task ConsumeAsync(
        ConsumerConsumeContext<TConsumer, TMessage> context, IPipe<ConsumerConsumeContext<TConsumer, TMessage>> next)
    {
        await next.Send(context);
        if (ConsumerInbox.IsRedeliveryRequested(context))
            throw new RedeliveryRequestedException();
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}

/// <summary>The consumer has asked for its message later, so its work is not committed.</summary>
internal sealed class RedeliveryRequestedException() : Exception("The consumer has asked for its message later.");
