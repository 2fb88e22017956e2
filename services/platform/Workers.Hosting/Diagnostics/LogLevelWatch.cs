using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Serilog.Events;

namespace Workers.Hosting.Diagnostics;

/// <summary>Has the log level follow the configuration, as when <c>appsettings.json</c> beside the program is changed.</summary>
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
            // A reload for the sake of another setting leaves a level that was set otherwise.
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

    [LoggerMessage(LogLevel.Warning, "The log level is {LogLevel} from now on")]
    private static partial void LogChanged(ILogger logger, LogEventLevel logLevel);

    [LoggerMessage(LogLevel.Error, "{Problem} The log level stays {LogLevel}")]
    private static partial void LogRefused(ILogger logger, string problem, LogEventLevel logLevel);
}
