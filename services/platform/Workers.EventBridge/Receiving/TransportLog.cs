using MassTransit;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// MassTransit's log, for the loops that receive: a provider that throws must not end them, nor keep a message from what it was about.
/// </summary>
internal static class TransportLog
{
    public static void Debug(Exception? error, string message, params object?[] arguments) =>
        Write(() => LogContext.Debug?.Log(error!, message, arguments));

    public static void Info(string message, params object?[] arguments) => Write(() => LogContext.Info?.Log(message, arguments));

    public static void Warning(string message, params object?[] arguments) => Write(() => LogContext.Warning?.Log(message, arguments));

    public static void Warning(Exception? error, string message, params object?[] arguments) =>
        Write(() => LogContext.Warning?.Log(error!, message, arguments));

    public static void Error(string message, params object?[] arguments) => Write(() => LogContext.Error?.Log(message, arguments));

    public static void Error(Exception? error, string message, params object?[] arguments) =>
        Write(() => LogContext.Error?.Log(error!, message, arguments));

    private static void Write(Action write) => Unfailing.Run(write);
}
