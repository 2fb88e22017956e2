using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace Workers.EventBridge.Aws;

/// <summary>
/// A client of a service that the SDK has no package for, on the SDK's own pipeline: credentials, signing, retries and metrics. The service and
/// its endpoint are those of the configuration.
/// </summary>
internal abstract class AwsServiceClient : AmazonServiceClient
{
    /// <summary>Uses the SDK's default credential chain.</summary>
    protected AwsServiceClient(ClientConfig config)
        : base(config)
    {
    }

    /// <summary>Uses the given credentials.</summary>
    protected AwsServiceClient(AWSCredentials credentials, ClientConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc />
    protected override IServiceMetadata ServiceMetadata => new Metadata(((ClientConfig)Config).ServiceId);

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new AuthenticationHandler());
        pipeline.AddHandlerAfter<RetryHandler>(new CallCounter(((ClientConfig)Config).ServiceId));
    }

    private sealed record Metadata(string ServiceId) : IServiceMetadata
    {
        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class AuthenticationHandler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}
