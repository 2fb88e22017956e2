using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>A Serilog sink that keeps the events in memory.</summary>
public sealed class InMemorySink : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public IReadOnlyList<LogEvent> Events => [.. _events];

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);
}
