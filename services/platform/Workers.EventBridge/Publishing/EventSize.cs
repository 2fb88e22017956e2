using System.Text;

namespace Workers.EventBridge.Publishing;

/// <summary>Checks that an event fits into a PutEvents call, and into the messages that rules create from it.</summary>
internal static class EventSize
{
    /// <summary>
    /// Limit of a call since January 2026, for all its entries together (Amazon EventBridge User Guide, "PutEvents entry size").
    /// </summary>
    public const int Most = 1_048_576;

    /// <summary>Maximum bytes of a message (Amazon SQS Developer Guide, "Message quotas").</summary>
    private const int MostOfMessage = 1_048_576;

    /// <summary>Maximum bytes that EventBridge's envelope adds to source, detail type and detail.</summary>
    private const int Envelope = 256;

    /// <summary>The problem; null if it fits.</summary>
    public static EventPublishException? Problem(OutgoingEvent @event, int maxSize)
    {
        if (@event.Size > maxSize)
            return TooLarge(@event, $"has {@event.Size} bytes; the limit of PutEvents is {maxSize}");

        // PutEvents would accept it, but the rule could not deliver it.
        var message = Envelope + Encoding.UTF8.GetByteCount(@event.Source) + Encoding.UTF8.GetByteCount(@event.DetailType) + @event.Detail.Length;
        return message > MostOfMessage
            ? TooLarge(@event, $"has up to {message} bytes in its envelope; the limit of an SQS message is {MostOfMessage}")
            : null;
    }

    private static EventPublishException TooLarge(OutgoingEvent @event, string reason) =>
        new("EntryTooLarge", $"Event {@event.Source}/{@event.DetailType} {reason}. Publish a reference to the data instead.");
}
