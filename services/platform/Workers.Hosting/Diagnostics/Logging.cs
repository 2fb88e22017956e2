using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;

namespace Workers.Hosting.Diagnostics;

internal static class Logging
{
    private const string Readable = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Worker} {Message:lj} {TraceId} {SpanId}{NewLine}{Exception}";

    /// <summary>
    /// Readable in development, compact JSON otherwise, always to standard output, and over OTLP if an endpoint is set. Level
    /// <c>LogLevel</c>, information by default; further settings of standard output in the section <c>Serilog</c>.
    /// </summary>
    public static void AddWorkerLogging(
        this IServiceCollection services, string name, IConfiguration configuration, IHostEnvironment environment)
    {
        var levels = new LogLevels(configuration);
        services.AddSingleton(levels);
        services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(levels);
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(levels);
        services.AddHostedService<LogLevelWatch>();

        // A logger factory has its own scopes, unless it gets a provider that others can read, too.
        services.AddSingleton<IExternalScopeProvider, LoggerExternalScopeProvider>();
        services.AddLogging(logging =>
        {
            logging.ClearProviders();

            // Each line already has its trace and span; the host would add them again, as a scope.
            logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);
            logging.AddSerilog(Create(name, configuration, environment, levels), dispose: true);
        });
    }

    /// <summary>Settings of the log, for all its outputs.</summary>
    public static void Configure(this LoggerConfiguration logger, string name, IConfiguration configuration, LogLevels levels)
    {
        levels.Apply(logger);
        logger.Filter.ByExcluding(IsToldByUs);
        logger.ReadFrom.Configuration(configuration);
        logger.Enrich.WithProperty("Worker", name);
        logger.Enrich.FromLogContext();
    }

    /// <summary>Whether a library's line repeats one of ours.</summary>
    public static bool IsToldByUs(LogRecord line)
    {
        // Each delivery writes a line: only MassTransit's lines are examined further.
        return IsOfMassTransit(line.CategoryName) && IsToldByUs(line.Body, ReasonOf(line));

        static string? ReasonOf(LogRecord line) => line.Attributes?.FirstOrDefault(one => one.Key == "Reason").Value as string;
    }

    private static Logger Create(string name, IConfiguration configuration, IHostEnvironment environment, LogLevels levels)
    {
        var logger = new LoggerConfiguration();
        logger.Configure(name, configuration, levels);
        if (environment.IsDevelopment())
            logger.WriteTo.Console(new MaskedFormatter(new MessageTemplateTextFormatter(Readable, CultureInfo.InvariantCulture), isText: true));
        else
            logger.WriteTo.Console(new MaskedFormatter(new CompactJsonFormatter(), isText: false));
        return logger.CreateLogger();
    }

    private static bool IsToldByUs(LogEvent said)
    {
        return IsOfMassTransit(ValueOf(Constants.SourceContextPropertyName)) && IsToldByUs(said.MessageTemplate.Text, ValueOf("Reason"));

        string? ValueOf(string property) => (said.Properties.GetValueOrDefault(property) as ScalarValue)?.Value as string;
    }

    private static bool IsOfMassTransit(string? category) => category?.StartsWith("MassTransit", StringComparison.Ordinal) == true;

    // MassTransit logs each failed attempt (R-FAULT) and each failed delivery (T-FAULT) as an error with its stack trace, in the same
    // categories as everything else. We log a failed delivery once, and its stack trace at level Debug. If a bus never started, MassTransit
    // warns that it could not be stopped; the reason has been logged before.
    private static bool IsToldByUs(string? template, string? reason) =>
        template is not null
        && (template.StartsWith("R-FAULT ", StringComparison.Ordinal)
            || template.StartsWith("T-FAULT ", StringComparison.Ordinal)
            || (template.StartsWith("Failed to stop bus", StringComparison.Ordinal) && reason == "Not Started"));
}
