using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Store;

/// <summary>
/// Around a consumer: an event that it has done before is passed over, and everything it does is committed at once, together
/// with the note that it is done. Of two copies at the same moment one commits, and the other is passed over.
/// </summary>
internal sealed partial class InboxFilter<TConsumer>(
    TimeProvider time, ILogger<TConsumer> logger) : IFilter<ConsumerConsumeContext<TConsumer>>
    where TConsumer : class
{
    private static readonly string Consumer = typeof(TConsumer).Name;

    private readonly Func<WorkerDbContext, Guid, string, CancellationToken, Task<bool>> _isDone = InboxTable.CompileIsDone();

    public async Task Send(ConsumerConsumeContext<TConsumer> context, IPipe<ConsumerConsumeContext<TConsumer>> next)
    {
        var db = context.GetPayload<IServiceProvider>().GetRequiredService<WorkerDbContext>();
        await db.Database.OpenConnectionAsync(context.CancellationToken);
        var eventId = context.MessageId ?? throw new InvalidOperationException("The event has no identity.");
        if (await _isDone(db, eventId, Consumer, context.CancellationToken))
        {
            PassOver(context, eventId);
            return;
        }

        var now = time.GetUtcNow().UtcTicks;
        db.Note(new InboxEntry
        {
            EventId = eventId,
            Consumer = Consumer,
            DetailType = DetailType(context),
            CorrelationId = context.CorrelationId,
            OccurredAt = context.SentTime is { } sent ? sent.ToUniversalTime().Ticks : now,
            ProcessedAt = now,
        });
        try
        {
            await next.Send(context);
            await db.CommitAsync(context.CancellationToken);
            if (context.TryGetPayload<Delivery>(out var delivery))
                delivery.Done();
        }
        catch (EventDoneException)
        {
            PassOver(context, eventId);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");

    private void PassOver(ConsumeContext context, Guid eventId)
    {
        LogDuplicate(logger, eventId, Consumer);
        if (context.TryGetPayload<Delivery>(out var delivery))
            delivery.PassedOver(Consumer);
    }

    private static string DetailType(ConsumeContext context) =>
        context.ReceiveContext.TryGetPayload<ReceivedEvent>(out var received)
            ? received.Envelope.DetailType
            : context.SupportedMessageTypes.First();

    // Not {EventId}: the logger has a property of that name itself.
    [LoggerMessage(LogLevel.Information, "Event {Event} was done by {Consumer} before: passed over")]
    private static partial void LogDuplicate(ILogger logger, Guid @event, string consumer);
}
