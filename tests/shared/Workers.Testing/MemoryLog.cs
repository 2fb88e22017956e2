using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Workers.Testing;

/// <summary>A logger provider that keeps the lines in memory.</summary>
/// <param name="minimum">Lines below this level are not kept.</param>
public sealed class MemoryLog(LogLevel minimum = LogLevel.Trace) : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string Text)> Lines => [.. _lines.Select(line => (line.Level, line.Text))];

    /// <summary>The lines whose category starts with a prefix, such as a namespace.</summary>
    public IReadOnlyList<(LogLevel Level, string Text)> LinesOf(string category) =>
        [.. _lines.Where(line => line.Category.StartsWith(category, StringComparison.Ordinal)).Select(line => (line.Level, line.Text))];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Clear() => _lines.Clear();

    public void Dispose()
    {
        // Nothing to release: the lines stay readable after the host is gone.
    }

    private bool IsEnabled(LogLevel level) => level >= minimum;

    private sealed class Logger(MemoryLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log._lines.Enqueue((category, logLevel, formatter(state, exception)));
        }
    }
}
