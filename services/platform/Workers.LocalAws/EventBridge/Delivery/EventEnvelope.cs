using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>The event for rules and targets: the detail, byte for byte, in EventBridge's envelope.</summary>
internal sealed class EventEnvelope(LocalAwsOptions options)
{
    /// <summary>The field that only a replayed event has.</summary>
    public const string ReplayName = "replay-name";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A detail may nest deeply, and is one level deeper in its envelope.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { MaxDepth = 128 };

    public byte[] Create(string id, string source, string detailType, string detail, DateTimeOffset at, IEnumerable<string> resources)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + detail.Length);
        using var writer = new Utf8JsonWriter(buffer, Relaxed);
        writer.WriteStartObject();
        writer.WriteString("version", "0");
        writer.WriteString("id", id);
        writer.WriteString("detail-type", detailType);
        writer.WriteString("source", source);
        writer.WriteString("account", options.AccountId);
        writer.WriteString("time", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        writer.WriteString("region", options.Region);
        writer.WriteStartArray("resources");
        foreach (var resource in resources)
            writer.WriteStringValue(resource);
        writer.WriteEndArray();
        writer.WritePropertyName("detail");
        writer.WriteRawValue(detail, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The event as the replay sends it: with the replay's name before the resources.</summary>
    public static byte[] Replayed(byte[] envelope, string replay)
    {
        var reader = new Utf8JsonReader(envelope, new JsonReaderOptions { MaxDepth = Reading.MaxDepth });
        while (reader.Read() && !(reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("resources")))
        {
            // The envelope always has resources.
        }

        var at = (int)reader.TokenStartIndex;
        return [.. envelope.AsSpan(0, at), .. Encoding.UTF8.GetBytes($"\"{ReplayName}\":\"{replay}\","), .. envelope.AsSpan(at)];
    }
}
