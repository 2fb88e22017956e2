using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workers.DeadLetters;

/// <summary>
/// A message as one line of JSON, the format of exported dead letters. It has everything that is needed to send the message again; what is derived
/// (<c>group</c>, <c>detailType</c>, <c>eventId</c>, <c>traceId</c>) is for readers.
/// </summary>
public static class DeadLetterLine
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a message and the end of its line.</summary>
    public static void Write(IBufferWriter<byte> output, DeadLetter message)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(message);
        var summary = EventSummary.Of(message);
        using (var writer = new Utf8JsonWriter(output, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteString("messageId", message.MessageId);
            writer.WriteString("group", DeadLetterCause.Of(message).GroupId);
            writer.WriteString("sentAt", message.SentAt);
            writer.WriteNumber("receiveCount", message.ReceiveCount);
            WriteText(writer, "detailType", summary.DetailType);
            WriteText(writer, "eventId", summary.EventId);
            WriteText(writer, "traceId", summary.TraceId);
            writer.WriteString("body", message.Body.Span);
            writer.WriteStartObject("attributes");
            foreach (var attribute in message.Attributes)
                Write(writer, attribute);
            writer.WriteEndObject();
            WriteText(writer, "traceHeader", message.TraceHeader);
            WriteText(writer, "messageGroupId", message.GroupId);
            WriteText(writer, "messageDeduplicationId", message.DeduplicationId);
            WriteText(writer, "deadLetterSource", message.SourceArn);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is not JSON, has no body, or a member has another type.</exception>
    public static DeadLetter Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, EventSummary.Reading);
            var root = document.RootElement;
            var body = root.GetProperty("body").GetString() ?? throw new FormatException("Its body is null.");
            return new DeadLetter(Text(root, "messageId") ?? "", Encoding.UTF8.GetBytes(body))
            {
                Attributes = root.TryGetProperty("attributes", out var attributes) ? [.. attributes.EnumerateObject().Select(Attribute)] : [],
                TraceHeader = Text(root, "traceHeader"),
                GroupId = Text(root, "messageGroupId"),
                DeduplicationId = Text(root, "messageDeduplicationId"),
                SourceArn = Text(root, "deadLetterSource"),
                SentAt = root.TryGetProperty("sentAt", out var sent) ? sent.GetDateTimeOffset() : default,
                ReceiveCount = root.TryGetProperty("receiveCount", out var count) ? count.GetInt32() : 0,
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"It is not an exported message: {error.Message}", error);
        }
    }

    // Nearly all are text. Others say their type, so that nothing is lost.
    private static void Write(Utf8JsonWriter writer, DeadLetterAttribute attribute)
    {
        if (attribute.DataType == "String")
        {
            writer.WriteString(attribute.Name, attribute.Value.Span);
            return;
        }

        writer.WriteStartObject(attribute.Name);
        writer.WriteString("type", attribute.DataType);
        writer.WriteString("value", attribute.Text);
        writer.WriteEndObject();
    }

    private static DeadLetterAttribute Attribute(JsonProperty property)
    {
        var (type, value) = property.Value.ValueKind == JsonValueKind.Object
            ? (property.Value.GetProperty("type").GetString()!, property.Value.GetProperty("value").GetString()!)
            : ("String", property.Value.GetString()!);
        var text = new DeadLetterAttribute(property.Name, type, Encoding.UTF8.GetBytes(value));
        return text.IsBinary ? text with { Value = Convert.FromBase64String(value) } : text;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }
}
