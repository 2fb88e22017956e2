using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Workers.Hosting.Diagnostics;

internal static class Logging
{
    private const string Readable = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Worker} {Message:lj}{NewLine}{Exception}";

    /// <summary>
    /// Readable in development, compact JSON otherwise, always to standard output. Level <c>LogLevel</c>, information by default;
    /// further settings in the section <c>Serilog</c>.
    /// </summary>
    public static void AddWorkerLogging(this IServiceCollection services, string name, IConfiguration configuration, IHostEnvironment environment) =>
        services.AddSerilog(logger =>
        {
            logger.MinimumLevel.Is(Enum.TryParse<LogEventLevel>(configuration["LogLevel"], ignoreCase: true, out var level) ? level : LogEventLevel.Information);
            logger.MinimumLevel.Override("Microsoft", LogEventLevel.Warning);
            logger.MinimumLevel.Override("System", LogEventLevel.Warning);
            logger.MinimumLevel.Override("Polly", LogEventLevel.Error);
            logger.MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information);
            logger.ReadFrom.Configuration(configuration);
            logger.Enrich.WithProperty("Worker", name);
            logger.Enrich.FromLogContext();
            if (environment.IsDevelopment())
                logger.WriteTo.Console(outputTemplate: Readable, formatProvider: CultureInfo.InvariantCulture);
            else
                logger.WriteTo.Console(new CompactJsonFormatter());
        });
}
