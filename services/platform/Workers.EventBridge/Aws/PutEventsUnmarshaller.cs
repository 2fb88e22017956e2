using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Workers.EventBridge.Aws;

internal sealed class PutEventsUnmarshaller : JsonResponseUnmarshaller
{
    public static readonly PutEventsUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var answer = JsonDocument.Parse(input.Stream);
        var entries = new List<PutEventsResultEntry>();
        if (answer.RootElement.TryGetProperty("Entries"u8, out var results))
        {
            foreach (var result in results.EnumerateArray())
                entries.Add(new PutEventsResultEntry(Text(result, "EventId"), Text(result, "ErrorCode"), Text(result, "ErrorMessage")));
        }

        return new PutEventsResponse { Entries = entries };
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode) =>
        EventBridgeProtocol.Error(input, innerException, statusCode);

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
