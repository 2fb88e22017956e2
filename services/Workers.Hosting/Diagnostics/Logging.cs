using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Sinks.OpenTelemetry;

namespace Workers.Hosting.Diagnostics;

internal static class Logging
{
    private const string Readable = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Worker} {Message:lj} {TraceId} {SpanId}{NewLine}{Exception}";

    /// <summary>
    /// Readable in development, compact JSON otherwise, always to standard output, and over OTLP where an endpoint is set. Level
    /// <c>LogLevel</c>, information by default; further settings in the section <c>Serilog</c>.
    /// </summary>
    public static void AddWorkerLogging(
        this IServiceCollection services, string name, string version, IConfiguration configuration, IHostEnvironment environment)
    {
        var levels = new LogLevels(configuration);
        var export = TelemetryExport.Read(configuration);
        services.AddSingleton(levels);
        services.AddHostedService<LogLevelWatch>();
        services.AddSerilog(
            logger =>
            {
                logger.Configure(name, configuration, levels);
                if (environment.IsDevelopment())
                    logger.WriteTo.Console(outputTemplate: Readable, formatProvider: CultureInfo.InvariantCulture);
                else
                    logger.WriteTo.Console(new CompactJsonFormatter());
                if (export.Logs)
                    logger.Export(Telemetry.Resource(name, version), export, configuration);
            },
            preserveStaticLogger: true);
    }

    /// <summary>What is logged, wherever it is written to.</summary>
    public static void Configure(this LoggerConfiguration logger, string name, IConfiguration configuration, LogLevels levels)
    {
        levels.Apply(logger);
        logger.Filter.ByExcluding(IsFaultOfMassTransit);
        logger.ReadFrom.Configuration(configuration);
        logger.Enrich.WithProperty("Worker", name);
        logger.Enrich.FromLogContext();
    }

    private static void Export(
        this LoggerConfiguration logger, IReadOnlyDictionary<string, object> resource, TelemetryExport export, IConfiguration configuration) =>
        logger.WriteTo.OpenTelemetry(
            sink =>
            {
                sink.Endpoint = export.Endpoint!.ToString();
                sink.Protocol = export.IsHttp ? OtlpProtocol.HttpProtobuf : OtlpProtocol.Grpc;
                sink.IncludedData = IncludedData.TraceIdField | IncludedData.SpanIdField | IncludedData.MessageTemplateTextAttribute;
                sink.ResourceAttributes = new Dictionary<string, object>(resource, StringComparer.Ordinal);
                sink.HttpMessageHandler = new ExportDeadline();
                sink.BatchingOptions.BufferingTimeLimit = TimeSpan.FromMilliseconds(configuration.GetValue("OTEL_BLRP_SCHEDULE_DELAY", 1000));
            },
            getConfigurationVariable: variable => configuration[variable]!);

    // MassTransit tells each failed try (R-FAULT) and each failed delivery (T-FAULT) as an error with its stack trace, in the same
    // categories as all else that it says. We tell a failed delivery once, and its stack trace at level Debug.
    private static bool IsFaultOfMassTransit(LogEvent said) =>
        said.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string category }
        && category.StartsWith("MassTransit", StringComparison.Ordinal)
        && (said.MessageTemplate.Text.StartsWith("R-FAULT ", StringComparison.Ordinal)
            || said.MessageTemplate.Text.StartsWith("T-FAULT ", StringComparison.Ordinal));
}
