using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Keeps what is logged.</summary>
public sealed class MemoryLog : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public IReadOnlyList<LogEvent> Events => [.. _events];

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);
}
