using MassTransit;
using MassTransit.Batching;
using MassTransit.Context;

namespace Workers.Hosting.Store;

/// <summary>
/// Wraps a consumer of batches: events that it has handled before are removed from the batch, and each of the others has an inbox entry.
/// All of them commit, or none; if another handler commits one of them at the same moment, the batch fails and is retried without it.
/// </summary>
internal sealed class BatchInboxFilter<TConsumer, TMessage>(ConsumerInbox inbox) : IFilter<ConsumerConsumeContext<TConsumer, Batch<TMessage>>>
    where TConsumer : class
    where TMessage : class
{
    public async Task Send(
        ConsumerConsumeContext<TConsumer, Batch<TMessage>> context, IPipe<ConsumerConsumeContext<TConsumer, Batch<TMessage>>> next)
    {
        var db = await ConsumerInbox.ConnectAsync(context);
        List<(ConsumeContext<TMessage> Context, InboxEntry Entry)> members =
            [.. context.Message.Select(member => (member, inbox.EntryOf(member)))];
        var done = await inbox.DoneAmongAsync(db, [.. members.Select(member => member.Entry)], context.CancellationToken);
        foreach (var (member, entry) in members.Where(member => IsDone(member.Entry)))
            inbox.SkipDuplicate(member, entry);

        members.RemoveAll(member => IsDone(member.Entry));
        if (members.Count == 0)
            return;

        var batch = Of(context, [.. members.Select(member => member.Context)]);
        await ConsumerInbox.RunAsync(db, [.. members.Select(member => member.Entry)], async () =>
        {
            await next.Send(batch);
            if (members.Any(member => ConsumerInbox.IsRedeliveryRequested(member.Context)))
                throw new NotSupportedException(
                    "Redeliver is not supported for members of a batch in a worker with a store: the batch is committed as a whole. Throw to retry the batch, or consume single events.");
        });
        foreach (var (member, _) in members)
            ConsumerInbox.Done(member);

        bool IsDone(InboxEntry entry) => done.Contains((entry.EventId, entry.Source));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");

    /// <summary>
    /// The batch of those members. Each has the batch's scope, so that events published from a member's context are in its outbox. Each has
    /// this scope in a context of its own, since other consumers of the same event may handle it at the same time.
    /// </summary>
    private static ConsumerConsumeContextProxy<TConsumer, Batch<TMessage>> Of(
        ConsumerConsumeContext<TConsumer, Batch<TMessage>> context, IEnumerable<ConsumeContext<TMessage>> members)
    {
        var (all, scope) = (context.Message, context.GetPayload<IServiceProvider>());
        var batch = new MessageBatch<TMessage>(
            all.FirstMessageReceived,
            all.LastMessageReceived,
            all.Mode,
            [.. members.Select(member => new ConsumeContextScope<TMessage>(member, scope))]);
        return new ConsumerConsumeContextProxy<TConsumer, Batch<TMessage>>(
            new MessageConsumeContext<Batch<TMessage>>(context, batch), context.Consumer);
    }
}
