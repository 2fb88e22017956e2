using System.Buffers;
using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope;

/// <summary>Writes <c>detail</c>: the metadata, and the contract as data.</summary>
internal static class DetailWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = EventJson.Options.Encoder, SkipValidation = true };

    /// <summary>Writes the event as JSON, UTF-8.</summary>
    /// <exception cref="ArgumentException">The event violates its own rules, or one of its headers cannot be written.</exception>
    public static byte[] Write<T>(T contract, EventName name, in OutgoingMetadata metadata, JsonSerializerOptions options)
        where T : class
    {
        if (EventRules.Problems(contract) is { } problems)
            throw new ArgumentException($"{name} cannot be published: it violates its own rules: {problems}", nameof(contract));

        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        Write(json, name, metadata);
        json.WriteEndObject();
        json.WritePropertyName("data"u8);
        JsonSerializer.Serialize(json, contract, options);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, EventName name, in OutgoingMetadata metadata)
    {
        json.WriteString("eventId"u8, metadata.EventId);
        json.WriteNumber("eventVersion"u8, name.Version);
        json.WriteString("occurredAt"u8, metadata.OccurredAt);
        if (metadata.CorrelationId is { } correlation)
            json.WriteString("correlationId"u8, correlation);
        if (metadata.ConversationId is { } conversation)
            json.WriteString("conversationId"u8, conversation);
        if (metadata.CausationId is { } causation)
            json.WriteString("causationId"u8, causation);
        json.WriteString("producer"u8, metadata.Producer);
        if (metadata.TimeToLive is { } timeToLive)
            json.WriteString("expiresAt"u8, metadata.OccurredAt + timeToLive);
        if (metadata.OrderingKey is { } orderingKey)
            json.WriteString("orderingKey"u8, orderingKey);
        if (metadata.SchedulingToken is { } schedulingToken)
            json.WriteString("schedulingToken"u8, schedulingToken);
        if (metadata.Traceparent is { } traceparent)
            json.WriteString("traceparent"u8, traceparent);
        EventHeaders.Write(json, metadata.Headers);
    }
}
