using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Workers.Hosting.Subscriptions;

namespace Workers.Aspire;

/// <summary>A built .NET service that runs from its folder in its own process; with a subscription it is a worker.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="folder">The service's folder.</param>
public sealed class ServiceResource(string name, ServiceFolder folder)
    : ExecutableResource(name, DotnetHost.Path, folder.Path), IResourceWithServiceDiscovery
{
    /// <summary>The service's folder.</summary>
    public ServiceFolder Folder => folder;

    /// <summary>Its endpoint.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    internal const string EndpointName = "http";
}
