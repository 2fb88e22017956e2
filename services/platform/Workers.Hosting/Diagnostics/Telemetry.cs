using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workers.EventBridge.Diagnostics;
using Workers.Hosting.Store;
using Workers.Hosting.Health;

namespace Workers.Hosting.Diagnostics;

internal static class Telemetry
{
    private const string Namespace = "workers";

    /// <summary>
    /// Exports traces and metrics over OTLP if an endpoint is set. Spans of events and requests are created in any case: they carry the
    /// trace through bus and queue, and add its id to the logs.
    /// </summary>
    /// <param name="services">The worker's services.</param>
    /// <param name="name">The worker's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="ownSource">Name of the worker's own activity source and meter, if any: its assembly's name.</param>
    /// <param name="configuration">Its configuration.</param>
    public static void AddWorkerTelemetry(
        this IServiceCollection services, string name, string version, string ownSource, IConfiguration configuration)
    {
        var export = TelemetryExport.Read(configuration);
        var options = configuration.Read<TelemetryOptions>(TelemetryOptions.Section, read => read.Problems());
        if (!options.TrustCallers)
            services.AddSingleton<DistributedContextPropagator, CallerTraces>();
        if (export.IsDisabled)
            return;

        XRayTraceIds.Use(TimeProvider.System);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(
                resource => resource.AddService(name, Namespace, version)

                    // Again, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
                    .AddEnvironmentVariableDetector())
            .WithTracing(tracing => Trace(tracing, options, configuration, export, ownSource));
        if (export.Logs)
            telemetry.WithLogging(
                lines => lines.AddProcessor(provider => new ExportedLines(provider.GetRequiredService<IExternalScopeProvider>()))
                    .AddOtlpExporter(exporter => OtlpSettings.Apply(exporter, configuration, OtlpSettings.Logs)),
                lines => (lines.IncludeFormattedMessage, lines.ParseStateValues) = (true, true));
        if (export.Endpoint is not null)
            services.AddSingleton(export).AddHostedService<ExportWatch>();
        if (export.Metrics)
            telemetry.WithMetrics(metrics => Measure(metrics, configuration, ownSource));
    }

    /// <summary>Paths that operators and their tools poll: they are not traced.</summary>
    private static readonly PathString[] Operators = ["/health", HealthEndpoints.Liveness, "/outbox", "/effects", "/reactions", "/log-level"];

    private static void Trace(
        TracerProviderBuilder tracing, TelemetryOptions options, IConfiguration configuration, TelemetryExport export, string ownSource)
    {
        tracing.SetSampler(SamplerSettings.Read(configuration, options.SamplingRatio));
        tracing.AddSource(EventBridgeActivitySource.Name);
        tracing.AddAspNetCoreInstrumentation(requests =>
        {
            requests.Filter = context => !Operators.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));
            if (!options.TrustCallers)
                requests.EnrichWithHttpRequest = CallerTraces.Link;
        });
        if (!export.Traces)
            return;

        // Not needed without export.
        tracing.AddSource(ownSource);
        tracing.AddSource(StatementSpans.SourceName);
        tracing.AddHttpClientInstrumentation();
        tracing.AddProcessor(new MaskedSpans());
        tracing.AddOtlpExporter(exporter => OtlpSettings.Apply(exporter, configuration, OtlpSettings.Traces));
    }

    private static void Measure(MeterProviderBuilder metrics, IConfiguration configuration, string ownSource)
    {
        metrics.AddMeter(EventBridgeMeter.Name, OutboxMetrics.MeterName, ownSource);
        metrics.AddAspNetCoreInstrumentation();
        metrics.AddRuntimeInstrumentation();

        // A bucket of a histogram links to one of its traces.
        metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
        metrics.AddOtlpExporter(exporter => OtlpSettings.Apply(exporter, configuration, OtlpSettings.Metrics));
    }
}
