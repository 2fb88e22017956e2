using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Workers.EventBridge.Aws;

internal sealed class PutEventsMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly PutEventsMarshaller Instance = new();

    // The default encoder would turn each quote inside Detail into six bytes, which count towards the size limit.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public IRequest Marshall(AmazonWebServiceRequest input) =>
        EventBridgeProtocol.Request(input, "PutEvents", Body(((PutEventsRequest)input).Entries));

    private static byte[] Body(IReadOnlyList<PutEventsEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + entries.Sum(entry => entry.Detail.Length + (entry.Detail.Length / 4)));
        using var json = new Utf8JsonWriter(buffer, Compact);
        json.WriteStartObject();
        json.WriteStartArray("Entries"u8);
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("EventBusName"u8, entry.EventBusName);
            json.WriteString("Source"u8, entry.Source);
            json.WriteString("DetailType"u8, entry.DetailType);
            json.WriteString("Detail"u8, entry.Detail.Span);
            if (entry.Time is { } time)
                json.WriteNumber("Time"u8, decimal.Divide(time.ToUnixTimeMilliseconds(), 1000));
            if (entry.TraceHeader is { } header)
                json.WriteString("TraceHeader"u8, header);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
