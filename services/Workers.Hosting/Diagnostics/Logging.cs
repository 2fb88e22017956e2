using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Workers.Hosting.Diagnostics;

internal static class Logging
{
    private const string Readable = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Worker} {Message:lj}{NewLine}{Exception}";

    /// <summary>What libraries say below these levels is said already, or of no interest to who runs a worker.</summary>
    private static readonly (string Source, LogEventLevel Level)[] Quieter =
    [
        ("Microsoft", LogEventLevel.Warning),
        ("System", LogEventLevel.Warning),
        ("Polly", LogEventLevel.Error),
        ("Microsoft.Hosting.Lifetime", LogEventLevel.Information),
        ("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal),

        // Both throw what they log: who catches it decides whether it is an error. A lost race for a row is none.
        ("Microsoft.EntityFrameworkCore", LogEventLevel.Fatal),
        ("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal),
    ];

    /// <summary>
    /// Readable in development, compact JSON otherwise, always to standard output. Level <c>LogLevel</c>, information by default;
    /// further settings in the section <c>Serilog</c>.
    /// </summary>
    public static void AddWorkerLogging(
        this IServiceCollection services,
        string name,
        IConfiguration configuration,
        IHostEnvironment environment) =>
        services.AddSerilog(
            logger =>
            {
                logger.Configure(name, configuration);
                if (environment.IsDevelopment())
                    logger.WriteTo.Console(outputTemplate: Readable, formatProvider: CultureInfo.InvariantCulture);
                else
                    logger.WriteTo.Console(new CompactJsonFormatter());
            },
            preserveStaticLogger: true);

    /// <summary>What is logged, wherever it is written to.</summary>
    public static void Configure(this LoggerConfiguration logger, string name, IConfiguration configuration)
    {
        var least = Level(configuration["LogLevel"] ?? nameof(LogEventLevel.Information));
        logger.MinimumLevel.Is(least);
        foreach (var (source, quieter) in Quieter)
            logger.MinimumLevel.Override(source, quieter > least ? quieter : least);
        logger.Filter.ByExcluding(IsFaultOfMassTransit);
        logger.ReadFrom.Configuration(configuration);
        logger.Enrich.WithProperty("Worker", name);
        logger.Enrich.FromLogContext();
    }

    // MassTransit tells each failed try (R-FAULT) and each failed delivery (T-FAULT) as an error with its stack trace, in the same
    // categories as all else that it says. We tell a failed delivery once, and its stack trace at level Debug.
    private static bool IsFaultOfMassTransit(LogEvent said) =>
        said.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: string category }
        && category.StartsWith("MassTransit", StringComparison.Ordinal)
        && (said.MessageTemplate.Text.StartsWith("R-FAULT ", StringComparison.Ordinal)
            || said.MessageTemplate.Text.StartsWith("T-FAULT ", StringComparison.Ordinal));

    private static LogEventLevel Level(string name) =>
        Enum.TryParse<LogEventLevel>(name, ignoreCase: true, out var level) && Enum.IsDefined(level)
        ? level
        : throw new SettingsException($"LogLevel '{name}' is none of {string.Join(", ", Enum.GetNames<LogEventLevel>())}.");
}
