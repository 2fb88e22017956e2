using System.Runtime.CompilerServices;
using Workers.DeadLetters;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary>The messages of this server's queues as dead letters.</summary>
internal static class SeenDeadLetters
{
    // A content never changes, and a polling page requests the same messages repeatedly.
    private static readonly ConditionalWeakTable<MessageContent, EventSummary> Summaries = [];
    private static readonly ConditionalWeakTable<MessageContent, DeadLetterCause> Written = [];
    private static readonly ConditionalWeakTable<MessageContent, DeadLetterCause> Moved = [];

    public static EventSummary Summary(this SeenMessage message) => Summaries.GetValue(message.Content, _ => EventSummary.Of(message.AsDeadLetter()));

    public static DeadLetterCause Cause(this SeenMessage message) => (message.DeadLetterSourceArn is null ? Written : Moved)
        .GetValue(message.Content, _ => DeadLetterCause.Of(message.AsDeadLetter()));

    public static DeadLetter AsDeadLetter(this SeenMessage message) => new($"{message.Id}", message.Content.Body)
    {
        Attributes = [.. message.Content.Attributes.Select(one => new DeadLetterAttribute(one.Name, one.DataType, one.Value))],
        TraceHeader = message.Content.TraceHeader,
        GroupId = message.Content.GroupId,
        DeduplicationId = message.Fifo?.DeduplicationId,
        SentAt = message.SentAt,
        ReceiveCount = message.ReceiveCount,
        SourceArn = message.DeadLetterSourceArn,
    };
}
