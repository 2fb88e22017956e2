using System.Globalization;
using System.Text.Json;

namespace Workers.EventBridge.Envelope;

/// <summary>
/// Headers of a message, in <c>detail.metadata.headers</c>. They are in their own object, so that none can replace metadata.
/// </summary>
internal static class EventHeaders
{
    private const string Tracestate = "tracestate";
    private const string Baggage = "baggage";

    // Headers used to be members of the metadata itself, and older receivers still read them from there.
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        ["eventId"] = "set MessageId",
        ["eventVersion"] = "set Version of the contract's [Event]",
        ["occurredAt"] = "the transport writes it",
        ["correlationId"] = "set CorrelationId",
        ["conversationId"] = "set ConversationId",
        ["causationId"] = "publish within the consumer",
        ["producer"] = "set Producer of the host",
        ["orderingKey"] = "put [OrderedBy] on the contract",
        ["schedulingToken"] = "schedule the message",
        ["expiresAt"] = "set TimeToLive",
        ["traceparent"] = "the transport writes the trace",
        [Tracestate] = "the transport writes the trace",
        [Baggage] = "name its keys in the host's Baggage",
        ["headers"] = "choose another name",
    };

    /// <summary>Rejects headers that the publisher may not set, or that would not arrive unchanged.</summary>
    /// <exception cref="ArgumentException">
    /// A name is reserved, or a value is not text, a number, true or false, and not written as text.
    /// </exception>
    public static void Check(IEnumerable<KeyValuePair<string, object>> headers)
    {
        foreach (var (name, value) in headers)
            Check(name, value);
    }

    /// <summary>Writes the headers; those of the trace become members of the metadata.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object>> headers)
    {
        List<KeyValuePair<string, object>>? own = null;
        foreach (var header in headers)
        {
            if (header.Key is Tracestate or Baggage)
                json.WriteString(header.Key, header.Value?.ToString());
            else if (!IsOfFramework(header.Key) && header.Value is not null)
                (own ??= []).Add(header);
        }

        if (own is null)
            return;

        json.WriteStartObject("headers"u8);
        foreach (var (name, value) in own)
        {
            Check(name, value);
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Reads an object of headers; they have precedence over headers in the metadata itself. Values other than text, numbers, true and
    /// false are skipped.
    /// </summary>
    public static Dictionary<string, object>? Read(ref Utf8JsonReader json, Dictionary<string, object>? headers)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return headers;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            if (ReadValue(ref json) is { } value && MayBeRead(name))
                (headers ??= new(StringComparer.OrdinalIgnoreCase))[name] = value;
        }

        return headers;
    }

    /// <summary>
    /// Whether a header of that name is read. A consumer's own events copy these headers, so headers that cannot be published are not read.
    /// </summary>
    public static bool MayBeRead(string name) => !IsOfFramework(name) && !Reserved.ContainsKey(name);

    public static object? ReadValue(ref Utf8JsonReader json)
    {
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return json.GetString();
            case JsonTokenType.True or JsonTokenType.False:
                return json.GetBoolean();
            case JsonTokenType.Number:
                return json.TryGetInt64(out var whole) ? whole : json.TryGetUInt64(out var large) ? large : Fraction(ref json);
            default:
                json.Skip();
                return null;
        }
    }

    // A double, which the messaging framework converts to any other number, unless it has more digits than a double: it does not convert a
    // decimal.
    private static object Fraction(ref Utf8JsonReader json)
    {
        var number = json.GetDouble();
        return json.TryGetDecimal(out var exact)
            && (!decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var same) || same != exact)
            ? exact
            : number;
    }

    private static void Check(string name, object? value)
    {
        if (IsOfFramework(name) || value is null)
            return;
        if (Reserved.TryGetValue(name, out var instead))
            throw new ArgumentException($"Header '{name}' is reserved for the event's metadata: {instead}.", nameof(name));
        if (!IsNumberOrBool(value) && Text(value) is null)
            throw new ArgumentException(
                $"Header '{name}' is of type {value.GetType().Name}: a header is text, a number, true or false, a Guid, a date or a time. Put it into the contract.",
                nameof(value));
    }

    // Useless to receivers: addresses and types of the publishing process.
    private static bool IsOfFramework(string name) => name.StartsWith("MT-", StringComparison.Ordinal);

    private static bool IsNumberOrBool(object value) =>
        value is bool or byte or sbyte or short or ushort or int or uint or long or ulong or decimal
        || (value is double number && double.IsFinite(number)) || (value is float single && float.IsFinite(single));

    private static string? Text(object value) => value switch
    {
        string text => text,
        Guid or Enum or Uri or char => value.ToString(),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c"),
        double or float => ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        if (IsNumberOrBool(value))
            JsonSerializer.Serialize(json, value, value.GetType());
        else
            json.WriteStringValue(Text(value));
    }
}
