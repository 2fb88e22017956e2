using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope.Foreign;

/// <summary>A CloudEvent 1.0 as structured JSON, as AWS.Messaging writes it into queues, topics and the detail of events.</summary>
internal sealed record CloudEvent
{
    public required string Type { get; init; }

    public required string Source { get; init; }

    /// <summary>Unique together with the source (CloudEvents 1.0, "id").</summary>
    public required string Id { get; init; }

    public DateTimeOffset? Time { get; init; }

    public string? Traceparent { get; init; }

    public string? Tracestate { get; init; }

    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Reads it, if the JSON is one.</summary>
    /// <exception cref="PoisonEventException">It is one, and its identity is too long, or its data is not JSON.</exception>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out CloudEvent? cloudEvent)
    {
        cloudEvent = null;
        if (json.ValueKind != JsonValueKind.Object || Text(json, "specversion") != "1.0")
            return false;
        if (Text(json, "type") is not { Length: > 0 } type || Text(json, "source") is not { Length: > 0 } source || Text(json, "id") is not { Length: > 0 } id)
            return false;
        if (!json.TryGetProperty("data", out var data))
            throw new PoisonEventException("malformed", "The CloudEvent has no 'data' as JSON.");

        cloudEvent = new CloudEvent
        {
            Type = type,
            Source = source,
            Id = Identity(source, id),
            Time = json.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at : null,
            Traceparent = Text(json, "traceparent"),
            Tracestate = Text(json, "tracestate"),
            Data = Encoding.UTF8.GetBytes(Content(data)),
        };
        return true;
    }

    /// <summary>The event as an envelope.</summary>
    /// <param name="name">Its contract; null if it is not known: then the type is unknown to all consumers.</param>
    public EventEnvelope ToEnvelope(EventName? name) => new()
    {
        Id = Id,
        Source = name?.Source ?? Source,
        DetailType = name?.DetailType ?? Type,
        Time = Time,
        Metadata = new EventMetadata
        {
            EventId = Id,
            EventVersion = name?.Version ?? 1,
            OccurredAt = Time,
            Traceparent = Traceparent,
            Tracestate = Tracestate,
        },
        Data = Data,
    };

    // A GUID is unique by itself, and is kept as the message id; other ids are unique only together with their source.
    private static string Identity(string source, string id)
    {
        var identity = Guid.TryParse(id, out _) ? id : $"{source}#{id}";
        return identity.Length <= EnvelopeReader.MaxIdLength ? identity : throw new PoisonEventException(
            "malformed", $"'source' and 'id' of the CloudEvent have {identity.Length} characters; {EnvelopeReader.MaxIdLength} are allowed.");
    }

    // Some publishers write the JSON of the data as a text.
    private static string Content(JsonElement data) =>
        data.ValueKind == JsonValueKind.String && data.GetString() is ['{' or '[', ..] text ? text : data.GetRawText();

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
