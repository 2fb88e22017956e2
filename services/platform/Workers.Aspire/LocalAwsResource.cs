using Aspire.Hosting.ApplicationModel;
using Workers.Hosting.Subscriptions;

namespace Workers.Aspire;

/// <summary>SQS and EventBridge in memory, as a process of its own. Everything in it is gone when it stops.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="command">The program that runs it.</param>
/// <param name="folder">The folder that it runs in.</param>
public sealed class LocalAwsResource(string name, string command, string folder)
    : ExecutableResource(name, command, folder)
{
    internal const string EndpointName = "http";

    /// <summary>The bus of the topology; <c>default</c> until one is given.</summary>
    public string Bus { get; internal set; } = "default";

    /// <summary>Where it answers: what <c>AWS_ENDPOINT_URL</c> is set to.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    internal List<Subscription> Subscriptions { get; } = [];
}
