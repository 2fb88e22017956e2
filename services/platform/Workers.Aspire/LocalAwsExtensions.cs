using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;
using Workers.LocalAws;

namespace Workers.Aspire;

/// <summary>SQS and EventBridge for an app host, without a container runtime and without AWS.</summary>
public static partial class LocalAwsExtensions
{
    private const string Region = "eu-west-1";

    /// <summary>Adds SQS and EventBridge in memory.</summary>
    /// <param name="builder">The app host's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">Its TCP port on 127.0.0.1.</param>
    /// <example>
    /// <code>
    /// var aws = builder.AddLocalAws("aws").WithTopology("../workers");
    /// builder.AddWorker("billing", "../workers/Billing.Worker").WithReference(aws).WaitFor(aws);
    /// </code>
    /// </example>
    public static IResourceBuilder<LocalAwsResource> AddLocalAws(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int port = 4566)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var program = typeof(LocalAwsServer).Assembly.Location;
        var aws = builder.AddResource(new LocalAwsResource(name, DotnetHost.Path, Path.GetDirectoryName(program)!))
            .WithArgs([.. DotnetHost.ArgumentsOf(program), "--port", $"{port}", "--parent-pid", $"{Environment.ProcessId}"])
            .WithHttpEndpoint(port, port, LocalAwsResource.EndpointName, isProxied: false)
            .WithEndpoint(LocalAwsResource.EndpointName, endpoint => endpoint.TargetHost = "127.0.0.1", createIfNotExists: false)
            .WithReadiness("/_localaws/health")
            .WithUrlForEndpoint(LocalAwsResource.EndpointName, url => (url.Url, url.DisplayText) = ("/_localaws/", "Queues and dead letters"))
            .WithIconName("CloudFlow")
            .WithRestart()
            .WithKillCommand();
        aws.OnResourceReady((resource, ready, cancellationToken) => ProvisionAsync(resource, ready.Services, cancellationToken));
        return aws;
    }

    /// <summary>
    /// Creates queues, dead-letter queues and rules for every folder with a <c>subscription.json</c>, at each start, before resources that
    /// wait for LocalAws start.
    /// </summary>
    /// <param name="aws">LocalAws.</param>
    /// <param name="folder">The folder with the workers' folders, relative to the app host's folder.</param>
    /// <param name="bus">The bus of the rules.</param>
    /// <exception cref="SubscriptionException">A file is invalid, or there is none; the message names it.</exception>
    public static IResourceBuilder<LocalAwsResource> WithTopology(this IResourceBuilder<LocalAwsResource> aws, string folder, string bus = "default")
    {
        ArgumentNullException.ThrowIfNull(aws);
        var services = Path.GetFullPath(folder, aws.ApplicationBuilder.AppHostDirectory);
        List<Subscription> found = [.. SubscriptionFile.FindAll(services).Select(SubscriptionFile.Read)];
        if (found.Count == 0)
            throw new SubscriptionException($"{services}: no folder in it has a {SubscriptionFile.Name}.");
        aws.Resource.Bus = bus;
        aws.Resource.Subscriptions.AddRange(found);
        return aws;
    }

    /// <summary>
    /// Connects a resource to LocalAws instead of AWS: sets <c>AWS_ENDPOINT_URL</c>, <c>AWS_REGION</c> and credentials for AWS SDKs, and
    /// <c>Bus</c> for a worker's host. Add <c>WaitFor</c> to start it only when its queues exist.
    /// </summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<LocalAwsResource> aws)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(aws);
        return builder
            .WithReferenceRelationship(aws.Resource)
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["AWS_ENDPOINT_URL"] = aws.Resource.Endpoint;
                context.EnvironmentVariables["AWS_REGION"] = Region;
                context.EnvironmentVariables["AWS_ACCESS_KEY_ID"] = "local";
                context.EnvironmentVariables["AWS_SECRET_ACCESS_KEY"] = "local";

                // This machine has none, and the SDK must not ask a foreign one for credentials.
                context.EnvironmentVariables["AWS_EC2_METADATA_DISABLED"] = "true";
                context.EnvironmentVariables["Bus"] = aws.Resource.Bus;
            });
    }

    /// <summary>Lets the page of LocalAws link each message to its trace.</summary>
    /// <param name="aws">LocalAws.</param>
    /// <param name="url">The URL of a trace, with <c>{traceId}</c> in place of its id.</param>
    public static IResourceBuilder<LocalAwsResource> WithTraceUrl(this IResourceBuilder<LocalAwsResource> aws, string url) =>
        aws.WithArgs("--trace-url", url);

    private static async Task ProvisionAsync(LocalAwsResource aws, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (aws.Subscriptions.Count == 0)
            return;

        var logger = services.GetRequiredService<ResourceLoggerService>().GetLogger(aws);
        using var provisioner = new Provisioner(new Uri(aws.Endpoint.Url), Region);
        await provisioner.ProvisionAsync(aws.Bus, aws.Subscriptions, cancellationToken);
        LogProvisioned(logger, aws.Bus, aws.Subscriptions.Count);
    }

    [LoggerMessage(LogLevel.Information, "Bus {Bus} has its rules, and the {Count} workers have their queues")]
    private static partial void LogProvisioned(ILogger logger, string bus, int count);
}
