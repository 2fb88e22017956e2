using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SQS;
using Amazon.Util.Internal;

namespace Workers.EventBridge.Aws;

/// <summary>Settings of the client of EventBridge Scheduler (<c>AWS_ENDPOINT_URL_SCHEDULER</c> and those of every SDK client).</summary>
internal sealed class SchedulerClientConfig : ClientConfig
{
    public SchedulerClientConfig()
        : base(new DefaultConfigurationProvider(AmazonSQSDefaultConfiguration.GetAllConfigurations()))
    {
        ServiceId = "Scheduler";
        AuthenticationServiceName = "scheduler";
        EndpointProvider = new EventBridgeEndpointProvider("scheduler");
    }

    public override string RegionEndpointServiceName => "scheduler";

    public override string ServiceVersion => "2021-06-30";

    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("Scheduler", "1.0.0");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(EventBridgeEndpointResolver.Parameters(this, parameters.AlternateEndpoint?.SystemName));
}
