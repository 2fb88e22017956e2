using System.Buffers;
using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope;

/// <summary>
/// Writes the envelope of an event that goes to a queue and not through EventBridge: it has no account and no region, which EventBridge
/// would add.
/// </summary>
internal static class EnvelopeWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = EventJson.Options.Encoder, SkipValidation = true };

    /// <summary>Writes the envelope as JSON, UTF-8.</summary>
    public static byte[] Write(EventName name, Guid id, DateTimeOffset time, ReadOnlySpan<byte> detail)
    {
        var buffer = new ArrayBufferWriter<byte>(detail.Length + 256);
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartObject();
        json.WriteString("version"u8, "0"u8);
        json.WriteString("id"u8, id);
        json.WriteString("detail-type"u8, name.DetailType);
        json.WriteString("source"u8, name.Source);
        json.WriteString("time"u8, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        json.WriteStartArray("resources"u8);
        json.WriteEndArray();
        json.WritePropertyName("detail"u8);
        json.WriteRawValue(detail, skipInputValidation: true);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
