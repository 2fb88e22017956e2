using MassTransit.Logging;
using MassTransit.Monitoring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workers.EventBridge;
using Workers.Hosting.Store;

namespace Workers.Hosting.Diagnostics;

internal static class Telemetry
{
    /// <summary>
    /// Traces and metrics go out over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Spans are made in any case: they carry
    /// the trace through bus and queue, and put its id into the logs.
    /// </summary>
    public static void AddWorkerTelemetry(this IServiceCollection services, string name, string version, IConfiguration configuration)
    {
        var exports = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceNamespace: "workers", serviceVersion: version))
            .WithTracing(tracing =>
            {
                tracing.AddSource(DiagnosticHeaders.DefaultListenerName);
                tracing.AddAspNetCoreInstrumentation(
                    options => options.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal));
                tracing.AddHttpClientInstrumentation(
                    options => options.FilterHttpRequestMessage = request => !request.Headers.Contains("X-Amz-Target"));
                if (exports)
                    tracing.AddOtlpExporter();
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(InstrumentationOptions.MeterName, EventBridgeMeter.Name, OutboxMetrics.MeterName);
                metrics.AddAspNetCoreInstrumentation();
                metrics.AddRuntimeInstrumentation();
                if (exports)
                    metrics.AddOtlpExporter();
            });
    }
}
