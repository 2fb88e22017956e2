using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.SQS;
using Amazon.Util.Internal;

namespace Workers.EventBridge.Aws;

/// <summary>Settings of a client of any service (<c>AWS_ENDPOINT_URL</c> and those of every SDK client).</summary>
internal sealed class AwsServiceClientConfig : ClientConfig
{
    private readonly string _host;
    private readonly string _version;

    /// <param name="serviceId">The service's id, such as <c>Scheduler</c>; it is part of <c>AWS_ENDPOINT_URL_SCHEDULER</c>.</param>
    /// <param name="host">Its name in host names and signatures, such as <c>scheduler</c>.</param>
    /// <param name="version">The version of its API.</param>
    public AwsServiceClientConfig(string serviceId, string host, string version)
        : base(new DefaultConfigurationProvider(AmazonSQSDefaultConfiguration.GetAllConfigurations()))
    {
        (_host, _version) = (host, version);
        ServiceId = serviceId;
        AuthenticationServiceName = host;
        EndpointProvider = new ServiceEndpointProvider(host);
        UserAgent = InternalSDKUtils.BuildUserAgentString(serviceId, "1.0.0");
    }

    public override string RegionEndpointServiceName => _host;

    public override string ServiceVersion => _version;

    public override string UserAgent { get; }

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(ServiceEndpointResolver.Parameters(this, parameters.AlternateEndpoint?.SystemName));
}
