using MassTransit;
using MassTransit.Middleware.InMemoryOutbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Store;

/// <summary>
/// The inbox of one consumer: an event that it has handled before is skipped, and all its work is committed in one transaction, together
/// with the inbox entry.
/// </summary>
/// <param name="name">The consumer's name; see <see cref="ConsumerName"/>.</param>
/// <param name="shortName">The name of its type without namespace, used in older entries.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The consumer's logger.</param>
internal sealed partial class ConsumerInbox(string name, string shortName, TimeProvider time, ILogger logger)
{
    public const string InMemoryOutboxRefusal =
        "UseInMemoryOutbox sends a consumer's events after its transaction is committed, and can lose them: remove it, and use the outbox of the worker's database.";

    private readonly Func<DbContext, Guid, IAsyncEnumerable<InboxKey>> _keys = InboxTable.CompileKeys();

    /// <summary>The context of the consumer's scope, connected until the scope ends.</summary>
    /// <exception cref="InvalidOperationException">The consumer is within MassTransit's in-memory outbox.</exception>
    public static async Task<DbContext> ConnectAsync(ConsumeContext context)
    {
        if (context.ReceiveContext is InMemoryOutboxReceiveContext)
            throw new InvalidOperationException(InMemoryOutboxRefusal);

        var db = context.GetPayload<IServiceProvider>().GetRequiredService<StoreContext>().Db;
        await db.Database.OpenConnectionAsync(context.CancellationToken);
        return db;
    }

    /// <summary>The entry of a consumed event.</summary>
    public InboxEntry EntryOf(ConsumeContext context)
    {
        var envelope = context.ReceiveContext.TryGetPayload<ReceivedEvent>(out var received) ? received.Envelope : null;
        var now = time.GetUtcNow().UtcTicks;
        return new InboxEntry
        {
            EventId = context.MessageId ?? throw new InvalidOperationException("The event has no identity."),
            Source = envelope?.Source ?? "",
            Consumer = name,
            DetailType = envelope?.DetailType ?? context.SupportedMessageTypes.First(),
            CorrelationId = context.CorrelationId,
            OccurredAt = context.SentTime is { } sent ? sent.ToUniversalTime().Ticks : now,
            ProcessedAt = now,
        };
    }

    /// <summary>Whether the consumer has handled the event before. Entries without a source may have the consumer's short name.</summary>
    public async Task<bool> IsDoneAsync(DbContext db, InboxEntry entry, CancellationToken cancellationToken)
    {
        await foreach (var key in _keys(db, entry.EventId).WithCancellation(cancellationToken))
        {
            if ((key.Consumer == name && (key.Source == entry.Source || key.Source.Length == 0))
                || (key.Consumer == shortName && key.Source.Length == 0))
                return true;
        }

        return false;
    }

    /// <summary>Handles an event, unless it was handled before. Of two copies at the same moment one commits, and the other is skipped.</summary>
    /// <param name="context">The event, in the consumer's scope.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="handle">The work with the context of the scope.</param>
    public async Task HandleOnceAsync(ConsumeContext context, InboxEntry entry, Func<DbContext, Task> handle)
    {
        var db = await ConnectAsync(context);
        if (await IsDoneAsync(db, entry, context.CancellationToken))
        {
            SkipDuplicate(context, entry);
            return;
        }

        try
        {
            await RunAsync(db, [entry], async () =>
            {
                await handle(db);
                if (IsRedeliveryRequested(context))
                    throw new RedeliveryRequestedException();
            });
            Done(context);
        }
        catch (RedeliveryRequestedException)
        {
            // Nothing is committed: the event comes back later, and must not be skipped then.
        }
        catch (EventDoneException)
        {
            SkipDuplicate(context, entry);
        }
    }

    public Task<HashSet<(Guid EventId, string Source)>> DoneAmongAsync(
        DbContext db, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        db.DoneAmongAsync(entries, shortName, cancellationToken);

    /// <summary>
    /// Runs the consumer, and commits its work together with the entries, or leaves nothing. The work of a finished consumer is committed
    /// even if its attempt timed out meanwhile: it may have had an external effect that must not be repeated.
    /// </summary>
    /// <exception cref="EventDoneException">Another copy of an event, handled at the same moment, was committed first.</exception>
    public static async Task RunAsync(DbContext db, IReadOnlyList<InboxEntry> entries, Func<Task> consume)
    {
        var isCommitted = false;
        var session = StoreSession.Of(db);
        session.EnterConsumer(entries).Enter();
        try
        {
            await consume();
            await session.CommitConsumerAsync(CancellationToken.None);
            isCommitted = true;
        }
        catch (Exception error) when ((error as DbUpdateException)?.InnerException is InvalidOperationException || error is InvalidOperationException)
        {
            // The provider's own error about a lost transaction does not explain the cause.
            session.ThrowIfTransactionLost(error);
            throw;
        }
        finally
        {
            await session.LeaveConsumerAsync(isCommitted);
        }
    }

    /// <summary>Whether the consumer has asked for the event later.</summary>
    public static bool IsRedeliveryRequested(ConsumeContext context) =>
        context.TryGetPayload<Delivery>(out var delivery) && delivery.IsRedeliveryRequested;

    /// <summary>Reports that the consumer has handled the event now.</summary>
    public static void Done(ConsumeContext context)
    {
        if (context.TryGetPayload<Delivery>(out var delivery))
            delivery.MarkHandled();
    }

    /// <summary>Reports that the consumer handled the event earlier.</summary>
    public void SkipDuplicate(ConsumeContext context, InboxEntry entry)
    {
        LogDuplicate(logger, entry.EventId, name);
        if (context.TryGetPayload<Delivery>(out var delivery))
            delivery.RecordDuplicate(name);
    }

    // Not {EventId}: the logger has its own property of that name.
    [LoggerMessage(LogLevel.Information, "Event {Event} was already handled by {Consumer}: skipped")]
    private static partial void LogDuplicate(ILogger logger, Guid @event, string consumer);
}

/// <summary>The consumer has asked for its message later, so its work is not committed.</summary>
internal sealed class RedeliveryRequestedException() : Exception("The consumer has asked for its message later.");
