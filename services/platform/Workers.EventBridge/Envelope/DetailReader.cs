using System.Text.Json;

namespace Workers.EventBridge.Envelope;

/// <summary>The two parts of <c>detail</c>; if it has both, the reason why its <c>metadata</c> is not in our format.</summary>
internal sealed record Detail(EventMetadata? Metadata, ReadOnlyMemory<byte> Data, string? Problem = null, bool IsCloudEvent = false);

internal static class DetailReader
{
    /// <summary>
    /// Reads <c>detail</c>. It is in our format if it has a <c>data</c> and a <c>metadata</c> with an <c>eventId</c>, and any
    /// <c>eventVersion</c> is a whole number; else it comes from another publisher, and is itself the contract.
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
        string? problem = null;
        ReadOnlyMemory<byte>? data = null;
        var isCloudEvent = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("metadata"u8))
            {
                metadata = Metadata(ref json, out problem);
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
                isCloudEvent |= json.ValueTextEquals("specversion"u8);
                json.Skip();
            }
        }

        return metadata is not null && data is not null
            ? new Detail(metadata, data.Value)
            : new Detail(null, body[start..(int)json.BytesConsumed], data is null ? null : problem, isCloudEvent);
    }

    private static EventMetadata? Metadata(ref Utf8JsonReader json, out string? problem)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            problem = "'detail.metadata' is not an object";
            return null;
        }

        string? eventId = null, correlation = null, conversation = null, causation = null, producer = null, orderingKey = null, schedulingToken = null;
        string? parent = null, state = null, baggage = null;
        (bool IsSet, int? Value) version = (false, 1);
        DateTimeOffset? occurred = null, expires = null;
        Dictionary<string, object>? headers = null;

        // Of members with the same name, the first is used: publishers used to add headers after the metadata.
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("eventId"u8))
                eventId = EnvelopeReader.Text(ref json, eventId);
            else if (json.ValueTextEquals("eventVersion"u8))
                version = version.IsSet ? (true, Skip(ref json, version.Value)) : (true, Number(ref json));
            else if (json.ValueTextEquals("occurredAt"u8))
                occurred = EnvelopeReader.Time(ref json, occurred);
            else if (json.ValueTextEquals("expiresAt"u8))
                expires = EnvelopeReader.Time(ref json, expires);
            else if (json.ValueTextEquals("headers"u8))
                headers = EventHeaders.Read(ref json, headers);
            else if (json.ValueTextEquals("correlationId"u8))
                correlation = EnvelopeReader.Text(ref json, correlation);
            else if (json.ValueTextEquals("conversationId"u8))
                conversation = EnvelopeReader.Text(ref json, conversation);
            else if (json.ValueTextEquals("causationId"u8))
                causation = EnvelopeReader.Text(ref json, causation);
            else if (json.ValueTextEquals("producer"u8))
                producer = EnvelopeReader.Text(ref json, producer);
            else if (json.ValueTextEquals("orderingKey"u8))
                orderingKey = EnvelopeReader.Text(ref json, orderingKey);
            else if (json.ValueTextEquals("schedulingToken"u8))
                schedulingToken = EnvelopeReader.Text(ref json, schedulingToken);
            else if (json.ValueTextEquals("traceparent"u8))
                parent = EnvelopeReader.Text(ref json, parent);
            else if (json.ValueTextEquals("tracestate"u8))
                state = EnvelopeReader.Text(ref json, state);
            else if (json.ValueTextEquals("baggage"u8))
                baggage = EnvelopeReader.Text(ref json, baggage);
            else if (json.GetString() is { } name && EventHeaders.ReadValue(ref json) is { } value && EventHeaders.MayBeRead(name))
                (headers ??= new(StringComparer.OrdinalIgnoreCase)).TryAdd(name, value);
        }

        problem = string.IsNullOrEmpty(eventId) ? "'detail.metadata.eventId' is missing, or is not a text"
            : version.Value is null ? "'detail.metadata.eventVersion' is not a whole number"
            : null;
        return problem is not null ? null : new EventMetadata
        {
            EventId = eventId!,
            EventVersion = version.Value!.Value,
            OccurredAt = occurred,
            CorrelationId = correlation,
            ConversationId = conversation,
            CausationId = causation,
            Producer = producer,
            OrderingKey = orderingKey,
            SchedulingToken = schedulingToken,
            Traceparent = parent,
            Tracestate = state,
            Baggage = baggage,
            ExpiresAt = expires,
            Headers = headers,
        };
    }

    private static int? Skip(ref Utf8JsonReader json, int? known)
    {
        json.Read();
        json.Skip();
        return known;
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
