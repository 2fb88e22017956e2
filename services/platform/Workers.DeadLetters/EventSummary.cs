using System.Text.Json;

namespace Workers.DeadLetters;

/// <summary>Data of the event in a message.</summary>
/// <param name="DetailType">The detail-type; null if the body is not an event.</param>
/// <param name="EventId">The event id in the metadata of the detail, or else the envelope's id; null if the body is not an event.</param>
/// <param name="TraceId">The trace id, 32 hexadecimal digits in lower case; null if there is none.</param>
public sealed record EventSummary(string? DetailType, string? EventId, string? TraceId)
{
    /// <summary>A detail may nest deeply, and is one level deeper in its envelope.</summary>
    internal static JsonDocumentOptions Reading { get; } = new() { MaxDepth = 128 };

    /// <summary>The summary of a message. A body that is not an event has an empty one.</summary>
    public static EventSummary Of(DeadLetter message)
    {
        ArgumentNullException.ThrowIfNull(message);
        string? detailType = null, eventId = null, traceparent = null;
        try
        {
            using var document = JsonDocument.Parse(message.Body, Reading);
            var body = document.RootElement;
            var metadata = Member(Member(body, "detail"), "metadata");
            detailType = Text(Member(body, "detail-type"));
            eventId = Text(Member(metadata, "eventId")) ?? Text(Member(body, "id"));
            traceparent = Text(Member(metadata, "traceparent"));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // It is not JSON, or a text in it is not Unicode.
        }

        return new EventSummary(
            detailType,
            eventId,
            TraceIdOf(message.Text("TraceId"))
                ?? TraceIdOfHeader(message.TraceHeader)
                ?? TraceIdOf(traceparent?.Split('-') is [_, var id, ..] ? id : null));
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } structure && structure.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // X-Ray's notation of the 32 digits: Root=1-{8 digits}-{24 digits};…
    private static string? TraceIdOfHeader(string? header) => header?.Split(';')
        .Where(part => part.StartsWith("Root=1-", StringComparison.Ordinal))
        .Select(part => TraceIdOf(part["Root=1-".Length..].Replace("-", "", StringComparison.Ordinal)))
        .FirstOrDefault();

    private static string? TraceIdOf(string? text) =>
        text is { Length: 32 } && text.All(char.IsAsciiHexDigit) && text.Any(digit => digit != '0') ? text.ToLowerInvariant() : null;
}
