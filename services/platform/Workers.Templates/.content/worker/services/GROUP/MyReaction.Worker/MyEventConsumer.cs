using MassTransit;
using My.Contracts;

namespace MyReaction.Worker;

//#if (hasStore)
/// <summary>
/// Reacts to an event. After it, the host commits its rows, the inbox entry and published events in one transaction. It skips a second copy
/// of an event.
/// </summary>
public sealed class MyEventConsumer(MyReactionDbContext db) : IConsumer<MyEvent>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<MyEvent> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        db.Entries.Add(new Entry { Event = context.MessageId!.Value });
        return Task.CompletedTask;
    }
}
//#else
/// <summary>Reacts to an event. Without a database a second copy of an event is handled too: make it harmless.</summary>
public sealed partial class MyEventConsumer(ILogger<MyEventConsumer> logger) : IConsumer<MyEvent>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<MyEvent> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        LogReceived(context.MessageId);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "Received event {EventId}")]
    private partial void LogReceived(Guid? eventId);
}
//#endif
