using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workers.Local.Page;

/// <summary>A message that was given up.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="SentAt">When it came into the dead-letter queue.</param>
/// <param name="DetailType">The kind of event; null when the body is none.</param>
/// <param name="EventId">The event; null likewise.</param>
/// <param name="TraceId">The trace that it belongs to, as far as it says.</param>
/// <param name="Body">The event, as a person reads it.</param>
/// <param name="Attributes">What the worker said of it: the reason, the exception, how often it was tried.</param>
internal sealed record DeadLetter(
    string MessageId,
    DateTimeOffset SentAt,
    string? DetailType,
    string? EventId,
    string? TraceId,
    string Body,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>So much of a body is shown: the whole of it is in the queue.</summary>
    private const int LongestBody = 65_536;

    /// <summary>For people, not for machines: an umlaut is an umlaut.</summary>
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static DeadLetter Of(QueuedMessage message)
    {
        var body = Parse(message.Body);
        return new DeadLetter(
            message.MessageId,
            message.SentAt,
            Text(body?["detail-type"]),
            EventIdOf(body),
            message.Attributes.GetValueOrDefault("TraceId") ?? TraceIdOf(message.TraceHeader),
            Cut(body?.ToJsonString(Readable) ?? message.Body),
            message.Attributes);
    }

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            // That may be why it is here.
            return null;
        }
    }

    /// <summary>Ours is in the metadata, that of others around the detail.</summary>
    private static string? EventIdOf(JsonObject? body) =>
        body?["detail"] is JsonObject detail && detail["metadata"] is JsonObject metadata && Text(metadata["eventId"]) is { } id
            ? id
            : Text(body?["id"]);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>X-Ray writes the same 32 digits in another way: <c>Root=1-{8 digits}-{24 digits};…</c>.</summary>
    private static string? TraceIdOf(string? header) => header?.Split(';')
        .Where(part => part.StartsWith("Root=1-", StringComparison.Ordinal))
        .Select(part => part["Root=1-".Length..].Replace("-", "", StringComparison.Ordinal))
        .FirstOrDefault();

    private static string Cut(string text) => text.Length <= LongestBody ? text : text[..LongestBody] + " …";
}
