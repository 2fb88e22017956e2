using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Workers.EventBridge.Aws;

/// <summary>Endpoint of a service: the service URL if one is set, else the region's endpoint by the endpoint rules of EventBridge.</summary>
/// <param name="service">Its name in the host: such as <c>events</c>.</param>
internal sealed class ServiceEndpointProvider(string service) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } endpoint)
            return new Endpoint(endpoint);
        if (parameters["Region"] is not string { Length: > 0 } region)
            throw new AmazonClientException($"No region for the service '{service}'. Set AWS_REGION, or AWS_ENDPOINT_URL for a local endpoint.");

        // GovCloud's standard endpoints are FIPS endpoints: there is no host name with "-fips".
        var fips = parameters["UseFIPS"] is true && !region.StartsWith("us-gov-", StringComparison.Ordinal) ? "-fips" : "";
        var suffix = parameters["UseDualStack"] is true ? "api.aws" : RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        return new Endpoint($"https://{service}{fips}.{region}.{suffix}");
    }
}

internal sealed class ServiceEndpointResolver : BaseEndpointResolver
{
    public static EndpointParameters Parameters(IClientConfig config, string? region) => new()
    {
        ["Region"] = region ?? config.RegionEndpoint?.SystemName ?? config.AuthenticationRegion,
        ["UseDualStack"] = config.UseDualstackEndpoint,
        ["UseFIPS"] = config.UseFIPSEndpoint,
        ["Endpoint"] = config.ServiceURL,
    };

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters) =>
        InjectHostPrefix(executionContext.RequestContext);

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        Parameters(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint?.SystemName);
}
