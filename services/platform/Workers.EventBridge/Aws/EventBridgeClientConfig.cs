using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SQS;
using Amazon.Util.Internal;

namespace Workers.EventBridge.Aws;

/// <summary>
/// Settings of the PutEvents client. It supports the settings of every AWS SDK client (region, retries, proxy, <c>AWS_ENDPOINT_URL</c>,
/// <c>AWS_ENDPOINT_URL_EVENTBRIDGE</c>).
/// </summary>
public sealed class EventBridgeClientConfig : ClientConfig
{
    /// <summary>Uses the SDK's defaults for all services.</summary>
    public EventBridgeClientConfig()
        : base(new DefaultConfigurationProvider(AmazonSQSDefaultConfiguration.GetAllConfigurations()))
    {
        ServiceId = "EventBridge";
        AuthenticationServiceName = "events";
        EndpointProvider = new ServiceEndpointProvider("events");
    }

    /// <inheritdoc />
    public override string RegionEndpointServiceName => "events";

    /// <inheritdoc />
    public override string ServiceVersion => "2015-10-07";

    /// <inheritdoc />
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("EventBridge", "1.0.0");

    /// <inheritdoc />
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServiceEndpointResolver.Parameters(this, parameters.AlternateEndpoint?.SystemName));
}
