using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Workers.EventBridge.Aws;

/// <summary>Any operation of EventBridge, with input as JSON as in the API reference.</summary>
internal sealed class JsonCallRequest(string operation, JsonObject input) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    public JsonObject Input { get; } = input;
}

internal sealed class JsonCallResponse : AmazonWebServiceResponse
{
    public JsonObject Output { get; init; } = [];
}

internal sealed class JsonCallMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly JsonCallMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (JsonCallRequest)input;
        return EventBridgeProtocol.Request(call, call.Operation, Encoding.UTF8.GetBytes(call.Input.ToJsonString()));
    }
}

internal sealed class JsonCallUnmarshaller : JsonResponseUnmarshaller
{
    public static readonly JsonCallUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var reader = new StreamReader(input.Stream);
        var text = reader.ReadToEnd();
        return new JsonCallResponse { Output = text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject() };
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode) =>
        EventBridgeProtocol.Error(input, innerException, statusCode);
}
