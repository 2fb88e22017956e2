using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Workers.EventBridge.Aws;

/// <summary>
/// An EventBridge client on the SDK's own pipeline: credentials, signing, retries and metrics. PutEvents is typed; provisioning tools call
/// the other operations with JSON.
/// </summary>
internal sealed class EventBridgeClient : AwsServiceClient
{
    private static readonly InvokeOptions PutEvents = new()
    {
        RequestMarshaller = PutEventsMarshaller.Instance,
        ResponseUnmarshaller = PutEventsUnmarshaller.Instance,
    };

    private static readonly InvokeOptions AnyOperation = new()
    {
        RequestMarshaller = JsonCallMarshaller.Instance,
        ResponseUnmarshaller = JsonCallUnmarshaller.Instance,
    };

    /// <summary>Uses the SDK's default credential chain.</summary>
    public EventBridgeClient(EventBridgeClientConfig config)
        : base(config)
    {
    }

    /// <summary>Uses the given credentials.</summary>
    public EventBridgeClient(AWSCredentials credentials, EventBridgeClientConfig config)
        : base(credentials, config)
    {
    }

    /// <summary>Sends up to ten entries. A successful response may still contain failed entries: check each.</summary>
    /// <exception cref="EventBridgeException">The call as a whole was rejected.</exception>
    public Task<PutEventsResponse> PutEventsAsync(PutEventsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutEventsResponse>(request, PutEvents, cancellationToken);

    /// <summary>Calls any operation.</summary>
    /// <param name="operation">Its name, such as <c>PutRule</c>.</param>
    /// <param name="input">Its input, as in the API reference.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="EventBridgeException">The call was rejected.</exception>
    public async Task<JsonObject> CallAsync(string operation, JsonObject input, CancellationToken cancellationToken = default)
    {
        var request = new JsonCallRequest(operation, input);
        var response = await InvokeAsync<JsonCallResponse>(request, AnyOperation, cancellationToken).ConfigureAwait(false);
        return response.Output;
    }
}
