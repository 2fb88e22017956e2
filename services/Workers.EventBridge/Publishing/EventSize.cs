namespace Workers.EventBridge.Publishing;

/// <summary>Whether an event fits into a PutEvents call.</summary>
internal static class EventSize
{
    /// <summary>What a call takes since January 2026, all its entries together (Amazon EventBridge User Guide, "PutEvents entry size").</summary>
    public const int Most = 1_048_576;

    /// <summary>Null when it fits.</summary>
    public static EventPublishException? Problem(OutgoingEvent @event, int maxSize) => @event.Size <= maxSize ? null : new EventPublishException(
        "EntryTooLarge",
        $"Event {@event.Source}/{@event.DetailType} has {@event.Size} bytes; the limit of PutEvents is {maxSize}. Publish a reference to the data instead.");
}
