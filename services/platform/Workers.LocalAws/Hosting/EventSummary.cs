using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.Hosting;

/// <summary>Event data of a message.</summary>
/// <param name="DetailType">The detail-type; null if the body is not an event.</param>
/// <param name="EventId">The event id in the metadata of the detail, or else the envelope's id.</param>
/// <param name="TraceId">The trace id, 32 hexadecimal digits in lower case.</param>
internal sealed record EventSummary(string? DetailType, string? EventId, string? TraceId)
{
    // A content never changes, and a polling page requests the same messages repeatedly.
    private static readonly ConditionalWeakTable<MessageContent, EventSummary> Known = [];

    public static EventSummary Of(MessageContent content) => Known.GetValue(content, Read);

    private static EventSummary Read(MessageContent content)
    {
        string? detailType = null, eventId = null, traceparent = null;
        try
        {
            using var document = JsonDocument.Parse(content.Body, EventEnvelope.Reading);
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

        var attribute = content.Attributes.FirstOrDefault(one => one.Name == "TraceId" && !one.IsBinary);
        return new EventSummary(
            detailType,
            eventId,
            TraceIdOf(attribute is null ? null : Encoding.UTF8.GetString(attribute.Value.Span))
                ?? TraceIdOfHeader(content.TraceHeader)
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
