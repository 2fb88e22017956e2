using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;

namespace Workers.EventBridge.Aws;

/// <summary>EventBridge uses AWS JSON 1.1.</summary>
internal static class EventBridgeProtocol
{
    public static DefaultRequest Request(AmazonWebServiceRequest input, string operation, byte[] content)
    {
        var request = new DefaultRequest(input, "Amazon.EventBridge") { HttpMethod = "POST", ResourcePath = "/", Content = content };
        request.Headers["X-Amz-Target"] = $"AWSEvents.{operation}";
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Headers[HeaderKeys.XAmzApiVersion] = "2015-10-07";
        return request;
    }

    public static EventBridgeException Error(JsonUnmarshallerContext input, Exception inner, HttpStatusCode status)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return new EventBridgeException(error.Message, inner, error.Type, error.Code, error.RequestId, status);
    }
}
