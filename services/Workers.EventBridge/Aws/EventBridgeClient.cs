using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace Workers.EventBridge.Aws;

/// <summary>
/// The one EventBridge operation that the transport needs, on the SDK's own pipeline: its credentials, signing, retries and
/// metrics. (The full client package holds some sixty operations more.)
/// </summary>
public sealed class EventBridgeClient : AmazonServiceClient
{
    private static readonly IServiceMetadata Metadata = new EventBridgeMetadata();

    private static readonly InvokeOptions PutEvents = new()
    {
        RequestMarshaller = PutEventsMarshaller.Instance,
        ResponseUnmarshaller = PutEventsUnmarshaller.Instance,
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

    /// <inheritdoc />
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <summary>Sends up to ten entries. A successful answer may still carry failed entries: look at each.</summary>
    /// <exception cref="EventBridgeException">The call as a whole was refused.</exception>
    public Task<PutEventsResponse> PutEventsAsync(PutEventsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PutEventsResponse>(request, PutEvents, cancellationToken);

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new EventBridgeEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new EventBridgeAuthenticationHandler());
    }

    private sealed class EventBridgeMetadata : IServiceMetadata
    {
        public string ServiceId => "EventBridge";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class EventBridgeAuthenticationHandler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}
