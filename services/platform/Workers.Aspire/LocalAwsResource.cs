using Aspire.Hosting.ApplicationModel;
using Workers.Hosting.Subscriptions;

namespace Workers.Aspire;

/// <summary>SQS and EventBridge in memory, in its own process. All its contents are lost when it stops.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="command">Its program.</param>
/// <param name="folder">Its working folder.</param>
public sealed class LocalAwsResource(string name, string command, string folder)
    : ExecutableResource(name, command, folder)
{
    internal const string EndpointName = "http";

    /// <summary>The bus of the topology; <c>default</c> unless set.</summary>
    public string Bus { get; internal set; } = "default";

    /// <summary>Its endpoint, for <c>AWS_ENDPOINT_URL</c>.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    internal List<Subscription> Subscriptions { get; } = [];
}
