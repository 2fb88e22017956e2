using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// The log of the receive loops: a log provider that throws must not end them, nor prevent the settlement of a message.
/// </summary>
[SuppressMessage("Usage", "CA2254:Template should be a static expression", Justification = "The callers' templates are.")]
[SuppressMessage("Performance", "CA1848:Use the LoggerMessage delegates", Justification = "Not on the path of a message that succeeds.")]
internal sealed class TransportLog(ILogger logger)
{
    public void Debug(Exception? error, string message, params object?[] arguments) => Write(LogLevel.Debug, error, message, arguments);

    public void Info(string message, params object?[] arguments) => Write(LogLevel.Information, error: null, message, arguments);

    public void Warning(string message, params object?[] arguments) => Write(LogLevel.Warning, error: null, message, arguments);

    public void Warning(Exception? error, string message, params object?[] arguments) => Write(LogLevel.Warning, error, message, arguments);

    public void Error(string message, params object?[] arguments) => Write(LogLevel.Error, error: null, message, arguments);

    public void Error(Exception? error, string message, params object?[] arguments) => Write(LogLevel.Error, error, message, arguments);

    private void Write(LogLevel level, Exception? error, string message, object?[] arguments) =>
        Unfailing.Run(() => logger.Log(level, error, message, arguments));
}
