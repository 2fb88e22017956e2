using System.Globalization;
using System.Text.Json;

namespace Workers.EventBridge.Envelope;

/// <summary>
/// Headers of a message, in <c>detail.metadata.headers</c>. They have an object of their own, so that none can stand in for metadata.
/// </summary>
internal static class EventHeaders
{
    private const string Tracestate = "tracestate";
    private const string Baggage = "baggage";

    // Headers were members of the metadata itself once, and receivers of that time still take them from there.
    private static readonly Dictionary<string, string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        ["eventId"] = "set MessageId",
        ["eventVersion"] = "set Version of the contract's [Event]",
        ["occurredAt"] = "the transport writes it",
        ["correlationId"] = "set CorrelationId",
        ["conversationId"] = "set ConversationId",
        ["causationId"] = "publish within the consumer",
        ["producer"] = "set Producer of the host",
        ["expiresAt"] = "set TimeToLive",
        ["traceparent"] = "the transport writes the trace",
        [Tracestate] = "the transport writes the trace",
        [Baggage] = "name its keys in the host's Baggage",
        ["headers"] = "choose another name",
    };

    /// <summary>Refuses what its publisher set and what could not arrive as it was set.</summary>
    /// <exception cref="ArgumentException">A name is reserved, or a value is neither text, a number, true or false, nor written as text.</exception>
    public static void Check(IEnumerable<KeyValuePair<string, object>> headers)
    {
        foreach (var (name, value) in headers)
            Check(name, value);
    }

    /// <summary>Writes them, those of the trace as members of the metadata.</summary>
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
    /// Reads an object of headers, which count before those that stand in the metadata itself. What is neither text, a number, true nor
    /// false is skipped.
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
    /// Whether a header of that name is one. A reaction has the headers of its cause: what could not be published again is not read.
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

    // A double, of which the messaging framework makes any other number, unless it has more digits than a double: of a decimal it makes no other.
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

    // Of no use to who receives an event: addresses and types of the process that published it.
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
