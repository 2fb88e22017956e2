using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope;

/// <summary>Writes <c>detail</c>: the metadata, and the contract beside it.</summary>
internal sealed class EventSerializer(EventTypeMap types, Func<string> producer, TimeProvider time) : IMessageSerializer
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = EventJson.Options.Encoder, SkipValidation = true };

    public ContentType ContentType => EventSerializerFactory.MediaType;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        if (EventRules.Problems(context.Message) is { } problems)
            throw new ArgumentException(
                $"{types.NameOf(typeof(T))} cannot be published, it breaks its own rules: {problems}", nameof(context));

        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        WriteMetadata(json, context, types.NameOf(typeof(T)));
        json.WriteEndObject();
        json.WritePropertyName("data"u8);
        JsonSerializer.Serialize(json, context.Message, EventJson.Options);
        json.WriteEndObject();
        json.Flush();
        return new BytesMessageBody(buffer.WrittenSpan.ToArray());
    }

    private void WriteMetadata(Utf8JsonWriter json, SendContext context, EventName name)
    {
        var cause = context.TryGetPayload<ConsumeContext>(out var consumed) ? consumed : null;
        json.WriteString("eventId"u8, context.MessageId ?? NewId.NextGuid());
        json.WriteNumber("eventVersion"u8, name.Version);
        json.WriteString("occurredAt"u8, time.GetUtcNow());
        if ((context.CorrelationId ?? cause?.CorrelationId) is { } correlation)
            json.WriteString("correlationId"u8, correlation);
        if (context.ConversationId is { } conversation)
            json.WriteString("conversationId"u8, conversation);
        if (cause?.MessageId is { } causation)
            json.WriteString("causationId"u8, causation);
        json.WriteString("producer"u8, producer());

        if (context.TimeToLive is { } timeToLive)
            json.WriteString("expiresAt"u8, time.GetUtcNow() + timeToLive);
        EventHeaders.Write(json, context.Headers);
    }
}
