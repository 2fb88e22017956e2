using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>
/// The outbox: <c>workers.outbox.unsent</c>, waiting events; <c>workers.outbox.oldest</c>, the age of the oldest of them in seconds, 0 if
/// there is none; <c>workers.outbox.refused</c>, events that EventBridge refused permanently.
/// </summary>
internal sealed class OutboxMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Workers.Hosting";

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private volatile State _state = new(0, null, 0);

    public OutboxMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge("workers.outbox.unsent", () => _state.Unsent, "{event}", "Events in the outbox");
        _meter.CreateObservableGauge("workers.outbox.oldest", Age, "s", "Age of the oldest event in the outbox");
        _meter.CreateObservableGauge(
            "workers.outbox.refused", () => _state.Refused, "{event}", "Events in the outbox that EventBridge refused permanently");
    }

    /// <summary>Events that EventBridge refused permanently, as last read.</summary>
    public int Refused => _state.Refused;

    /// <summary>Reads the outbox.</summary>
    public async Task MeasureAsync(DbContext db, CancellationToken cancellationToken)
    {
        var waiting = db.Outbox.Due(_time.GetUtcNow().UtcTicks);
        var unsent = await waiting.CountAsync(cancellationToken);
        var oldest = unsent == 0 ? null : await waiting.MinAsync(entry => (long?)(entry.ScheduledAt ?? entry.OccurredAt), cancellationToken);
        var refused = await db.Outbox.CountAsync(entry => entry.RefusedAt != null, cancellationToken);
        _state = new State(unsent, oldest, refused);
    }

    public void Dispose() => _meter.Dispose();

    private double Age() => _state.Oldest is { } oldest ? Math.Max(0, (_time.GetUtcNow().UtcTicks - oldest) / (double)TimeSpan.TicksPerSecond) : 0;

    private sealed record State(int Unsent, long? Oldest, int Refused);
}
