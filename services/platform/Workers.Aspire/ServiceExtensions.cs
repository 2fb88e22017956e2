using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Workers.Hosting.Subscriptions;

namespace Workers.Aspire;

/// <summary>Services and workers as resources.</summary>
public static class ServiceExtensions
{
    /// <summary>
    /// Adds the worker of a folder with a <c>subscription.json</c>: on the port of its <c>launchSettings.json</c>, with its state from
    /// <c>/health/ready</c>, with logs, traces and metrics in the dashboard, and restarted after a crash. It always runs in the environment
    /// Development: it migrates its database at each start, and all its endpoints share one port.
    /// </summary>
    /// <param name="builder">The app host's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="folder">The worker's folder, relative to the app host's folder. It has to be built.</param>
    /// <exception cref="SubscriptionException">A file is missing or wrong; the message names it.</exception>
    public static IResourceBuilder<ServiceResource> AddWorker(this IDistributedApplicationBuilder builder, [ResourceName] string name, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var path = Path.GetFullPath(folder, builder.AppHostDirectory);
        return builder.AddService(name, ServiceFolder.Read(path, BuildOutput.RelativePath));
    }

    /// <summary>Adds a service or a worker by its <see cref="ServiceFolder"/>: see <see cref="AddWorker"/>.</summary>
    /// <exception cref="DistributedApplicationException">It is not built.</exception>
    public static IResourceBuilder<ServiceResource> AddService(this IDistributedApplicationBuilder builder, [ResourceName] string name, ServiceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(folder);
        if (!File.Exists(folder.Program))
            throw new DistributedApplicationException($"{folder.Program} is missing: {name} is not built. Run: dotnet build");
        return builder.AddResource(new ServiceResource(name, folder))
            .WithArgs([.. DotnetHost.ArgumentsOf(folder.Program)])
            .WithHttpEndpoint(folder.Port, folder.Port, ServiceResource.EndpointName, isProxied: false)
            .WithEndpoint(ServiceResource.EndpointName, endpoint => endpoint.TargetHost = "127.0.0.1", createIfNotExists: false)
            .WithEnvironment("ASPNETCORE_URLS", folder.Url.GetLeftPart(UriPartial.Authority))
            .WithEnvironment("DOTNET_ENVIRONMENT", "Development")

            // All endpoints share one port. That is the default in development, but the app host's environment may set another.
            .WithEnvironment("ManagementUrl", "")
            .WithOtlpExporter()
            .WithRestart()
            .WithKillCommand();
    }
}
