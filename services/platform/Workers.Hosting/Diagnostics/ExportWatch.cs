using System.Diagnostics.Tracing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Logs that telemetry cannot be exported: OpenTelemetry's exporter drops it, and reports that only to its own event source. Logs the first
/// failure, and then at most one every ten minutes. At the end it exports the rest, and does not wait long for a hanging collector.
/// </summary>
internal sealed partial class ExportWatch(
    TelemetryExport export, IServiceProvider services, TimeProvider time, ILogger<ExportWatch> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private const int FarewellMilliseconds = 2000;

    private Listener? _listener;
    private long _told;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new Listener(Report);
        return Task.CompletedTask;
    }

    /// <summary>Exports the rest: all three signals at once; the container would wait for each in turn, for 5 s.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => services.GetService<TracerProvider>()?.Shutdown(FarewellMilliseconds), CancellationToken.None),
        Task.Run(() => services.GetService<MeterProvider>()?.Shutdown(FarewellMilliseconds), CancellationToken.None),
        Task.Run(() => services.GetService<LoggerProvider>()?.Shutdown(FarewellMilliseconds), CancellationToken.None));

    public void Dispose() => _listener?.Dispose();

    private void Report(string reason)
    {
        var (last, now) = (Interlocked.Read(ref _told), time.GetTimestamp());
        if (last != 0 && time.GetElapsedTime(last, now) < Silence || Interlocked.CompareExchange(ref _told, now, last) != last)
            return;
        LogLost(logger, export.Endpoint, reason);
    }

    [LoggerMessage(
        LogLevel.Warning, "Telemetry cannot be exported to {Endpoint} and is dropped until it can; the worker continues. {Reason}")]
    private static partial void LogLost(ILogger logger, Uri? endpoint, string reason);

    private sealed class Listener(Action<string> tell) : EventListener
    {
        private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == Exporter)
                EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // The base class also calls this before the fields are set.
            var reason = eventData.Payload is { Count: > 0 } payload ? FirstLine(string.Join(' ', payload)) : eventData.EventName ?? "";
            tell?.Invoke(reason);
        }

        private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
    }
}
