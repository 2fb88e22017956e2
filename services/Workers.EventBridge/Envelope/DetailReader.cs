using System.Text.Json;

namespace Workers.EventBridge.Envelope;

/// <summary>The two parts of <c>detail</c>.</summary>
internal sealed record Detail(EventMetadata? Metadata, ReadOnlyMemory<byte> Data);

internal static class DetailReader
{
    /// <summary>
    /// Reads <c>detail</c>. It is ours when it holds a <c>data</c> and a <c>metadata</c> with an <c>eventId</c>, and a whole
    /// number for an <c>eventVersion</c> if there is one; else it comes from
    /// elsewhere, and is itself the contract.
    /// </summary>
    public static Detail Read(ref Utf8JsonReader json, ReadOnlyMemory<byte> body)
    {
        json.Read();
        var start = (int)json.TokenStartIndex;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return new Detail(null, body[start..(int)json.BytesConsumed]);
        }

        EventMetadata? metadata = null;
        ReadOnlyMemory<byte>? data = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("metadata"u8))
            {
                metadata = Metadata(ref json);
            }
            else if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                var dataStart = (int)json.TokenStartIndex;
                json.Skip();
                data = body[dataStart..(int)json.BytesConsumed];
            }
            else
            {
                json.Skip();
            }
        }

        return metadata is not null && data is not null
            ? new Detail(metadata, data.Value)
            : new Detail(null, body[start..(int)json.BytesConsumed]);
    }

    private static EventMetadata? Metadata(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        string? eventId = null, correlation = null, conversation = null, causation = null, producer = null;
        string? parent = null, state = null, baggage = null;
        int? version = 1;
        DateTimeOffset? occurred = null;
        Dictionary<string, string>? extra = null;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("eventId"u8))
                eventId = EnvelopeReader.Text(ref json);
            else if (json.ValueTextEquals("eventVersion"u8))
                version = Number(ref json);
            else if (json.ValueTextEquals("occurredAt"u8))
                occurred = EnvelopeReader.Time(ref json);
            else if (json.ValueTextEquals("correlationId"u8))
                correlation = EnvelopeReader.Text(ref json);
            else if (json.ValueTextEquals("conversationId"u8))
                conversation = EnvelopeReader.Text(ref json);
            else if (json.ValueTextEquals("causationId"u8))
                causation = EnvelopeReader.Text(ref json);
            else if (json.ValueTextEquals("producer"u8))
                producer = EnvelopeReader.Text(ref json);
            else if (json.ValueTextEquals("traceparent"u8))
                parent = EnvelopeReader.Text(ref json);
            else if (json.ValueTextEquals("tracestate"u8))
                state = EnvelopeReader.Text(ref json);
            else if (json.ValueTextEquals("baggage"u8))
                baggage = EnvelopeReader.Text(ref json);
            else if (json.GetString() is { } name && EnvelopeReader.Text(ref json) is { } text)
                (extra ??= new(StringComparer.Ordinal))[name] = text;
        }

        return string.IsNullOrEmpty(eventId) || version is null ? null : new EventMetadata
        {
            EventId = eventId,
            EventVersion = version.Value,
            OccurredAt = occurred,
            CorrelationId = correlation,
            ConversationId = conversation,
            CausationId = causation,
            Producer = producer,
            Traceparent = parent,
            Tracestate = state,
            Baggage = baggage,
            Extra = extra,
        };
    }

    private static int? Number(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number))
            return number;
        json.Skip();
        return null;
    }
}
