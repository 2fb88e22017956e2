using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Workers.Hosting.Subscriptions;

namespace Workers.Aspire;

/// <summary>All services of a system as resources, found by their folders.</summary>
public static class ServiceFolderExtensions
{
    /// <summary>
    /// Adds the service of each folder with a <c>Properties/launchSettings.json</c>, except the app host itself: connected to LocalAws, started
    /// once its queues exist, ready by <c>/health/ready</c>, restarted after a crash. The name of a resource is that of its folder, in lower
    /// case, without <c>.Worker</c> and with dashes for dots.
    /// </summary>
    /// <param name="builder">The app host's builder.</param>
    /// <param name="folder">The folder with the services' folders, relative to the app host's folder.</param>
    /// <param name="aws">LocalAws.</param>
    /// <returns>The resources, by name, for further settings.</returns>
    /// <exception cref="SubscriptionException">A file is wrong; the message names it.</exception>
    /// <exception cref="DistributedApplicationException">A service is not built.</exception>
    public static IReadOnlyList<IResourceBuilder<ServiceResource>> AddServices(
        this IDistributedApplicationBuilder builder, string folder, IResourceBuilder<LocalAwsResource> aws)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var appHost = Path.TrimEndingDirectorySeparator(Path.GetFullPath(builder.AppHostDirectory));
        return [.. Directory.GetDirectories(Path.GetFullPath(folder, builder.AppHostDirectory))
            .Where(one => one != appHost && File.Exists(Path.Combine(one, "Properties", "launchSettings.json")))
            .Order(StringComparer.Ordinal)
            .Select(one => ServiceFolder.Read(one, BuildOutput.RelativePath))
            .Select(service => builder.AddService(service.Name, service)
                .WithReadiness("/health/ready")
                .WithReference(aws)
                .WaitFor(aws)

                // If the app host is killed, its services end too.
                .WithEnvironment("ParentProcessId", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)))];
    }
}
