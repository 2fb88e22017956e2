using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Ecs;
using Workers.Hosting.Health;
using Workers.Hosting.Resilience;
using Workers.Hosting.Store;
using Workers.Hosting.Subscriptions;

namespace Workers.Hosting;

/// <summary>Connects the worker to the bus: its queue, its consumers, and resilience and inbox around them.</summary>
internal static partial class WorkerBus
{
    // In this order, so that each has time to stop the next: the platform's stop timeout > host > bus > consumers.
    private static readonly TimeSpan HostStop = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan BusStop = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ConsumerStop = TimeSpan.FromSeconds(15);

    public static void AddWorkerBus(this WorkerBuilder worker)
    {
        var subscription = worker.Consumers.Count == 0 ? null : SubscriptionFile.Read(worker.Settings.SubscriptionFile);
        if (subscription is not null && worker.Resilience.Misfit(subscription.VisibilityTimeoutSeconds) is { } misfit)
            throw new SettingsException($"{misfit} ({worker.Settings.SubscriptionFile})");
        var consumed = ConsumedEvents.Of(worker.Consumers.SelectMany(consumer => consumer.MessageTypes()));
        var unreachable = subscription is null
            ? []
            : ConsumedEvents.Unreachable(subscription, worker.Settings.SubscriptionFile, consumed);
        var suspects = subscription is null ? [] : ConsumedEvents.Suspects(subscription, consumed);

        ConsumerName.Check(worker.Consumers);
        var queue = worker.Settings.QueuePrefix + subscription?.Queue;
        if (subscription is not null)
            worker.Services.AddSingleton(new WorkerQueue(queue));

        // A program without a subscription, such as the HTTP API of a shop, exists to publish.
        if (subscription is not { Publishes.Count: 0 })
            worker.Services.AddHealthChecks().AddCheck<BusHealth>("bus-exists", tags: ["ready"]);

        worker.Services.Configure<HostOptions>(options => options.ShutdownTimeout = HostStop);
        worker.Services.Configure<MassTransitHostOptions>(
            options => (options.StopTimeout, options.ConsumerStopTimeout) = (BusStop, ConsumerStop));
        worker.Services.AddSingleton<IHttpMessageHandlerBuilderFilter, OutgoingCalls.Filter>();

        // Before the bus, so that it stops after the bus.
        worker.Services.AddSingleton<ReceivePause>();
        worker.Services.AddSingleton(services => new ReceiveCircuit(services.GetRequiredService<TimeProvider>())
        {
            DependencyCheck = cancellationToken => AreDependenciesReadyAsync(services, cancellationToken),
        });
        worker.Services.AddTaskProtection(worker.Configuration);
        worker.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            foreach (var consumer in worker.Consumers)
                consumer.AddTo(bus, worker.HasStore);
            bus.UsingEventBridge((context, eventBridge) =>
            {
                eventBridge.Host(worker.Settings.Bus, host =>
                {
                    host.Producer = worker.Settings.Name;
                    host.ProducerVersion = worker.Settings.Version;
                    host.SqsServiceUrl = worker.Settings.SqsUrl;
                    if (worker.Settings.SqsUrl is not null)
                        host.Sqs.AuthenticationRegion = worker.Settings.Region;
                    host.EventBridgeServiceUrl = worker.Settings.EventBridgeUrl;
                    if (worker.Settings.EventBridgeUrl is not null)
                        host.EventBridge.AuthenticationRegion = worker.Settings.Region;
                    host.RequireTopologyTag = worker.Settings.RequireTopologyTag;
                    host.MaxPutEventsSize = worker.Settings.MaxPutEventsSize;
                    host.Credentials = worker.Settings.Credentials;
                    host.Sources = subscription?.Publishes.ToHashSet(StringComparer.Ordinal);
                    host.QueuePrefix = worker.Settings.QueuePrefix;
                    host.Queues = subscription?.Sends.Select(name => worker.Settings.QueuePrefix + name).Append(queue).ToHashSet(StringComparer.Ordinal);
                    host.LinkTraces = worker.Telemetry.LinkTraces;
                    host.Baggage.UnionWith(worker.Telemetry.BaggageKeys);
                    host.TimeProvider = context.GetRequiredService<TimeProvider>();
                });
                worker.Bus?.Invoke(context, eventBridge);
                if (subscription is not null)
                    eventBridge.ReceiveEndpoint(queue, endpoint => Configure(endpoint, context, worker, subscription));
                if (unreachable.Count > 0)
                    LogUnreachable(context.GetRequiredService<ILogger<Subscription>>(), worker.Settings.SubscriptionFile, string.Join(", ", unreachable));
                foreach (var suspect in suspects)
                    LogSuspect(context.GetRequiredService<ILogger<Subscription>>(), worker.Settings.SubscriptionFile, suspect);
            });
        });
    }

    private static void Configure(
        IEventBridgeReceiveEndpointConfigurator endpoint, IBusRegistrationContext context, WorkerBuilder worker, Subscription subscription)
    {
        endpoint.ConcurrentMessageLimit = subscription.Concurrency;
        endpoint.UnknownEvents = subscription.UnknownEvents;
        endpoint.MaxFailures = subscription.MaxFailures;
        endpoint.VisibilityTimeout = TimeSpan.FromSeconds(subscription.VisibilityTimeoutSeconds);
        if (worker.Telemetry.BacklogInterval > TimeSpan.Zero && TelemetryExport.Read(worker.Configuration).Metrics)
            endpoint.BacklogInterval = worker.Telemetry.BacklogInterval;
        var time = context.GetRequiredService<TimeProvider>();
        var circuit = context.GetRequiredService<ReceiveCircuit>();
        endpoint.Circuit = circuit;
        endpoint.Pause = context.GetRequiredService<ReceivePause>();
        endpoint.LoneMessageTimeout = worker.Resilience.Circuit.LoneMessageTimeout;
        if (context.GetService<RunningHandlers>() is { } handlers)
            endpoint.UseFilter(handlers);
        endpoint.UseFilter(new ResilienceFilter(
            subscription.Queue,
            ResiliencePipelines.Create(worker.Resilience, circuit, time),
            context.GetRequiredService<ILogger<ResilienceFilter>>()));
        worker.Endpoint?.Invoke(endpoint);
        foreach (var consumer in worker.Consumers)
            consumer.Configure(endpoint, context, worker.HasStore, worker.Resilience.Timeout);
    }

    /// <summary>Readiness without the bus: the bus waits until this returns true.</summary>
    private static async Task<bool> AreDependenciesReadyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var health = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(
            check => check.Tags.Contains("ready") && !check.Tags.Contains("masstransit"), cancellationToken);
        return health.Status == HealthStatus.Healthy;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The pattern in {File} does not match all events that the worker consumes: its consumers of {Events} will never be called")]
    private static partial void LogUnreachable(ILogger logger, string file, string events);

    [LoggerMessage(LogLevel.Warning, "{File}: {Suspect}")]
    private static partial void LogSuspect(ILogger logger, string file, string suspect);
}
