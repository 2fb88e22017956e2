using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope;

/// <summary>Reads an EventBridge envelope in one pass; the contract inside is only located, not deserialized.</summary>
public static class EnvelopeReader
{
    /// <summary>Maximum length of an event's identity, in characters: it is in logs, spans and tables.</summary>
    public const int MaxIdLength = 200;

    private static readonly JsonReaderOptions Bounded = new() { MaxDepth = 64 };

    /// <summary>Reads the envelope.</summary>
    /// <exception cref="PoisonEventException">The body is not JSON, or not an EventBridge envelope.</exception>
    public static EventEnvelope Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ReadEnvelope(body);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for invalid text, such as half of a surrogate pair.
            throw new PoisonEventException("malformed", $"The message is not JSON: {error.Message}", error);
        }
    }

    /// <summary>Reads the detail of an event in our own format, without its envelope.</summary>
    /// <exception cref="PoisonEventException">It has no metadata.</exception>
    internal static EventEnvelope ReadDetail(ReadOnlyMemory<byte> body, EventName name)
    {
        var json = new Utf8JsonReader(body.Span, Bounded);
        var detail = DetailReader.Read(ref json, body);
        return new EventEnvelope
        {
            Id = detail.Metadata?.EventId ?? throw Malformed($"The detail of {name} has no metadata."),
            Source = name.Source,
            DetailType = name.DetailType,
            Metadata = detail.Metadata,
            Data = detail.Data,
        };
    }

    private static EventEnvelope ReadEnvelope(ReadOnlyMemory<byte> body)
    {
        var json = new Utf8JsonReader(body.Span, Bounded);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw Malformed("The message is not a JSON object.");

        string? id = null, source = null, detailType = null, account = null, region = null, replay = null;
        DateTimeOffset? time = null;
        Detail? detail = null;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("detail"u8))
                detail = DetailReader.Read(ref json, body);
            else if (json.ValueTextEquals("id"u8))
                id = Text(ref json);
            else if (json.ValueTextEquals("source"u8))
                source = Text(ref json);
            else if (json.ValueTextEquals("detail-type"u8))
                detailType = Text(ref json);
            else if (json.ValueTextEquals("time"u8))
                time = Time(ref json);
            else if (json.ValueTextEquals("account"u8))
                account = Text(ref json);
            else if (json.ValueTextEquals("region"u8))
                region = Text(ref json);
            else if (json.ValueTextEquals("replay-name"u8))
                replay = Text(ref json);
            else
                json.Skip();
        }

        json.Read();
        CheckLength("id", id);
        CheckLength("detail.metadata.eventId", detail?.Metadata?.EventId);
        return new EventEnvelope
        {
            Id = id ?? throw Malformed("The message has no 'id': it is not an EventBridge event."),
            Source = source ?? throw Malformed("The event has no 'source'."),
            DetailType = detailType ?? throw Malformed("The event has no 'detail-type'."),
            Time = time,
            Account = account,
            Region = region,
            ReplayName = replay,
            Metadata = detail?.Metadata,
            MetadataProblem = detail?.Problem,
            IsCloudEvent = detail?.IsCloudEvent == true,
            Data = detail?.Data ?? throw Malformed("The event has no 'detail'."),
        };
    }

    /// <summary>The text, unless it is already known.</summary>
    internal static string? Text(ref Utf8JsonReader json, string? known = null)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return known ?? json.GetString();
        json.Skip();
        return known;
    }

    /// <summary>The time, unless it is already known.</summary>
    internal static DateTimeOffset? Time(ref Utf8JsonReader json, DateTimeOffset? known = null)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String && known is null && json.TryGetDateTimeOffset(out var time))
            return time;
        json.Skip();
        return known;
    }

    private static void CheckLength(string member, string? id)
    {
        if (id?.Length > MaxIdLength)
            throw Malformed($"'{member}' has {id.Length} characters; {MaxIdLength} are allowed.");
    }

    private static PoisonEventException Malformed(string message) => new("malformed", message);
}
