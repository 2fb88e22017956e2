using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workers.EventBridge.Diagnostics;
using Workers.Hosting.Store;

namespace Workers.Hosting.Diagnostics;

internal static class Telemetry
{
    private const string Namespace = "workers";
    private const string DatabaseConventions = "OTEL_SEMCONV_STABILITY_OPT_IN";

    /// <summary>Tells one process of a service from another.</summary>
    private static readonly string InstanceId = Guid.NewGuid().ToString();

    /// <summary>Whose spans, metrics and logs they are (OpenTelemetry Resource Semantic Conventions, "Service").</summary>
    public static IReadOnlyDictionary<string, object> Resource(string name, string version) => new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["service.name"] = name,
        ["service.namespace"] = Namespace,
        ["service.version"] = version,
        ["service.instance.id"] = InstanceId,
    };

    /// <summary>
    /// Traces and metrics go out over OTLP when an endpoint is set. Spans of events and requests are made in any case: they carry the
    /// trace through bus and queue, and put its id into the logs.
    /// </summary>
    /// <param name="services">The worker's services.</param>
    /// <param name="name">The worker's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="ownSource">Name of the worker's own source of spans and meter, if it has one: that of its assembly.</param>
    /// <param name="configuration">Its configuration.</param>
    public static void AddWorkerTelemetry(
        this IServiceCollection services, string name, string version, string ownSource, IConfiguration configuration)
    {
        var export = TelemetryExport.Read(configuration);
        if (export.IsDisabled)
            return;

        // Database spans get the attributes that are stable by now, and are named after their statements; else after the database. The
        // instrumentation takes that from the environment only.
        if (Environment.GetEnvironmentVariable(DatabaseConventions) is null)
            Environment.SetEnvironmentVariable(DatabaseConventions, "database");
        XRayTraceIds.Use();
        var options = configuration.Read<TelemetryOptions>(TelemetryOptions.Section, read => read.Problems());
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddAttributes(Resource(name, version)))
            .WithTracing(tracing => Trace(tracing, options, export, ownSource));
        if (export.Endpoint is not null)
            services.AddSingleton(export).AddHostedService<ExportWatch>();
        if (export.Metrics)
            telemetry.WithMetrics(metrics => Measure(metrics, ownSource));
    }

    private static void Trace(TracerProviderBuilder tracing, TelemetryOptions options, TelemetryExport export, string ownSource)
    {
        tracing.SetSampler(new ParentBasedSampler(new TraceSampler(options.SamplingRatio)));
        tracing.AddSource(EventBridgeActivitySource.Name);
        tracing.AddAspNetCoreInstrumentation(
            requests => requests.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal));
        if (!export.Traces)
            return;

        // What nobody would see need not be made. The calls of AWS have spans of their own: those of the events.
        tracing.AddSource(ownSource);
        tracing.AddEntityFrameworkCoreInstrumentation(statements => statements.EnrichWithIDbCommand = DatabaseSpan.Describe);
        tracing.AddHttpClientInstrumentation(
            calls => calls.FilterHttpRequestMessage = request => !request.Headers.Contains("X-Amz-Target"));
        tracing.AddOtlpExporter();
    }

    private static void Measure(MeterProviderBuilder metrics, string ownSource)
    {
        metrics.AddMeter(EventBridgeMeter.Name, OutboxMetrics.MeterName, ownSource);
        metrics.AddAspNetCoreInstrumentation();
        metrics.AddRuntimeInstrumentation();

        // A bar of a histogram leads to a trace that is in it.
        metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
        metrics.AddOtlpExporter();
    }
}
