using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aspire;
using Workers.Hosting.Subscriptions;

namespace Store.AppHost.Resources;

/// <summary>The store's services as resources of an app host.</summary>
internal static class StoreResources
{
    private const string OwnTarget = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>500 milliseconds instead of five seconds, so that the dashboard shows telemetry sooner.</summary>
    private const string ExportDelay = "500";

    /// <summary>Adds a command that publishes the events again that EventBridge refused.</summary>
    private static IResourceBuilder<ServiceResource> WithRefusedEventsCommand(this IResourceBuilder<ServiceResource> service, IReadOnlyDictionary<string, string> store) =>
        service.WithCommand(
            "publish-refused",
            "Publish refused events",
            context => ServiceProgram.RunAsync(service.Resource, store, context.CancellationToken, "--publish-refused", "--environment", "Development"),
            new CommandOptions { Description = "Publish the events of the outbox again that EventBridge refused permanently", IconName = "ArrowRepeatAll" });

    public static void AddStore(
        this IDistributedApplicationBuilder builder, Installation installation, LocalOptions options, IReadOnlyDictionary<string, string> databases)
    {
        var services = installation.Services;
        var aws = builder.AddLocalAws(LocalSystem.Aws, options.Port).WithTopology(Path.Combine(ServiceFolders.Root(), "services", "store"), installation.Bus);
        var gateway = builder.AddService(services.Gateway.Name, services.Gateway).WithReadiness("/health");
        foreach (var worker in services.Workers)
            Add(worker).WaitFor(gateway);
        var storefront = Add(services.Storefront);

        aws.WithFaultCommands().WithRedriveCommand();
        if (options.Dashboard is { } dashboard)
            aws.WithTraceUrl(new Uri(Dashboard.Url(dashboard), "/traces/detail/") + "{traceId}");
        storefront.WithStorefrontCommands(installation);
        builder.Services.AddSingleton(new ResourceLogFiles.Folder(Path.Combine(installation.Data!, "logs")));
        builder.Services.AddHostedService<ResourceLogFiles>();

        IResourceBuilder<ServiceResource> Add(ServiceFolder folder) => builder.AddService(folder.Name, folder)
            .WithReadiness("/health/ready")
            .WithReference(aws)
            .WaitFor(aws)
            .WithEnvironment(context => Configure(context.EnvironmentVariables, folder))
            .WithRefusedEventsCommand(StoreOf(folder));

        Dictionary<string, string> StoreOf(ServiceFolder folder) => databases.TryGetValue(folder.Name, out var database)
            ? new() { ["ConnectionStrings__Store"] = database }
            : new() { ["DataDirectory"] = installation.Data! };

        void Configure(Dictionary<string, object> environment, ServiceFolder folder)
        {
            environment["DataDirectory"] = installation.Data!;
            environment["ParentProcessId"] = $"{Environment.ProcessId}";
            environment["Payment__GatewayUrl"] = services.Gateway.Url.ToString();
            environment["OTEL_BSP_SCHEDULE_DELAY"] = ExportDelay;
            environment["OTEL_BLRP_SCHEDULE_DELAY"] = ExportDelay;
            if (databases.TryGetValue(folder.Name, out var database))
                environment["ConnectionStrings__Store"] = database;

            // If the user has set an OTLP endpoint, all telemetry goes there.
            if (Environment.GetEnvironmentVariable(OwnTarget) is { Length: > 0 } own)
            {
                environment[OwnTarget] = own;
                environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "http/protobuf";
            }
        }
    }
}
