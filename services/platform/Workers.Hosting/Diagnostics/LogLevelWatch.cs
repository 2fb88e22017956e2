using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Serilog.Events;

namespace Workers.Hosting.Diagnostics;

/// <summary>Applies changes of the log level in the configuration, such as in <c>appsettings.json</c> next to the program.</summary>
internal sealed partial class LogLevelWatch(IConfiguration configuration, LogLevels levels, ILogger<LogLevelWatch> logger)
    : IHostedService, IDisposable
{
    private IDisposable? _watching;
    private LogEventLevel _configured = levels.Least;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = ChangeToken.OnChange(configuration.GetReloadToken, Follow);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _watching?.Dispose();

    private void Follow()
    {
        try
        {
            // A reload because of another setting keeps a level that was set at the endpoint.
            var configured = LogLevels.Read(configuration);
            if (configured == _configured)
                return;
            _configured = levels.Least = configured;
            LogChanged(logger, configured);
        }
        catch (SettingsException error)
        {
            LogRefused(logger, error.Message, levels.Least);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The log level is now {LogLevel}")]
    private static partial void LogChanged(ILogger logger, LogEventLevel logLevel);

    [LoggerMessage(LogLevel.Error, "{Problem} The log level stays {LogLevel}")]
    private static partial void LogRefused(ILogger logger, string problem, LogEventLevel logLevel);
}
