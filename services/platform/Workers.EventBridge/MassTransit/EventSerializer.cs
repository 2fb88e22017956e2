using System.Net.Mime;
using MassTransit;
using MassTransit.Logging;
using MassTransit.Serialization;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Writes MassTransit's messages as the <c>detail</c> of an event.</summary>
internal sealed class EventSerializer(EventTypeMap types, Func<string> producer, TimeProvider time, ContractJson json) : IMessageSerializer
{
    public ContentType ContentType => EventSerializerFactory.MediaType;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        var cause = context.TryGetPayload<ConsumeContext>(out var consumed) ? consumed : null;
        var metadata = new OutgoingMetadata(
            context.MessageId ?? NewId.NextGuid(), OccurredAt(context), producer(), context.Headers.GetAll())
        {
            CorrelationId = context.CorrelationId ?? cause?.CorrelationId,
            ConversationId = context.ConversationId,
            CausationId = cause?.MessageId,
            TimeToLive = context.TimeToLive,
            OrderingKey = OrderingKey.Of(context.Message),
            SchedulingToken = context.Delay > TimeSpan.Zero ? context.ScheduledMessageId : null,
            Traceparent = context.Headers.Get<string>(DiagnosticHeaders.ActivityId),
        };
        return new BytesMessageBody(DetailWriter.Write(context.Message, types.NameOf(typeof(T)), metadata, json.Options));
    }

    // A scheduled event occurs when it is due.
    private DateTimeOffset OccurredAt(SendContext context) =>
        context.Delay is { } delay && delay > TimeSpan.Zero ? time.GetUtcNow() + delay : time.GetUtcNow();
}
