using System.Text;

namespace Workers.EventBridge.Publishing;

/// <summary>Whether an event fits into a PutEvents call, and into the messages that rules make of it.</summary>
internal static class EventSize
{
    /// <summary>What a call takes since January 2026, all its entries together (Amazon EventBridge User Guide, "PutEvents entry size").</summary>
    public const int Most = 1_048_576;

    /// <summary>Bytes of a message (Amazon SQS Developer Guide, "Message quotas").</summary>
    private const int MostOfMessage = 1_048_576;

    /// <summary>Bytes, at most, that EventBridge's envelope has around source, detail type and detail.</summary>
    private const int Envelope = 256;

    /// <summary>Null when it fits.</summary>
    public static EventPublishException? Problem(OutgoingEvent @event, int maxSize)
    {
        if (@event.Size > maxSize)
            return TooLarge(@event, $"has {@event.Size} bytes; the limit of PutEvents is {maxSize}");

        // PutEvents would take it, and the rule could not deliver it.
        var message = Envelope + Encoding.UTF8.GetByteCount(@event.Source) + Encoding.UTF8.GetByteCount(@event.DetailType) + @event.Detail.Length;
        return message > MostOfMessage
            ? TooLarge(@event, $"has up to {message} bytes in its envelope; a message of SQS takes {MostOfMessage}")
            : null;
    }

    private static EventPublishException TooLarge(OutgoingEvent @event, string reason) =>
        new("EntryTooLarge", $"Event {@event.Source}/{@event.DetailType} {reason}. Publish a reference to the data instead.");
}
