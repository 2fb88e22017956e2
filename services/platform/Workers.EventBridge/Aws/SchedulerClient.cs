using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace Workers.EventBridge.Aws;

/// <summary>A client of EventBridge Scheduler on the SDK's own pipeline: credentials, signing, retries and metrics.</summary>
internal sealed class SchedulerClient : AmazonServiceClient
{
    private static readonly IServiceMetadata Metadata = new SchedulerMetadata();

    private static readonly InvokeOptions AnyOperation = new()
    {
        RequestMarshaller = SchedulerCallMarshaller.Instance,
        ResponseUnmarshaller = JsonCallUnmarshaller.Instance,
    };

    /// <summary>Uses the SDK's default credential chain.</summary>
    public SchedulerClient(SchedulerClientConfig config)
        : base(config)
    {
    }

    /// <summary>Uses the given credentials.</summary>
    public SchedulerClient(AWSCredentials credentials, SchedulerClientConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc />
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <summary>Creates a schedule.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">The body of CreateSchedule, as in the API reference.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EventBridgeException">The call was rejected.</exception>
    public Task CreateScheduleAsync(string name, JsonObject input, CancellationToken cancellationToken) => InvokeAsync<JsonCallResponse>(
        new CreateScheduleRequest(name, input), AnyOperation, cancellationToken);

    /// <summary>Deletes a schedule.</summary>
    /// <inheritdoc cref="CreateScheduleAsync" />
    public Task DeleteScheduleAsync(string name, string group, CancellationToken cancellationToken) => InvokeAsync<JsonCallResponse>(
        new DeleteScheduleRequest(name, group), AnyOperation, cancellationToken);

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new EventBridgeEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SchedulerAuthenticationHandler());
        pipeline.AddHandlerAfter<RetryHandler>(new CallCounter("Scheduler"));
    }

    private sealed class SchedulerMetadata : IServiceMetadata
    {
        public string ServiceId => "Scheduler";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class SchedulerAuthenticationHandler : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }
}
