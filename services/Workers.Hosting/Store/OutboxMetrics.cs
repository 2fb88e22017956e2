using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>
/// What waits in the outbox: <c>workers.outbox.unsent</c>, events, and <c>workers.outbox.oldest</c>, the age of the oldest of them
/// in seconds, 0 when it is empty.
/// </summary>
internal sealed class OutboxMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Workers.Hosting";

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private volatile State _state = new(0, null);

    public OutboxMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge("workers.outbox.unsent", () => _state.Unsent, "{event}", "Events in the outbox");
        _meter.CreateObservableGauge("workers.outbox.oldest", Age, "s", "Age of the oldest event in the outbox");
    }

    /// <summary>Looks at the outbox.</summary>
    public async Task MeasureAsync(WorkerDbContext db, CancellationToken cancellationToken)
    {
        var unsent = await db.Outbox.CountAsync(cancellationToken);
        var oldest = unsent == 0 ? null : await db.Outbox.MinAsync(entry => (long?)entry.OccurredAt, cancellationToken);
        _state = new State(unsent, oldest);
    }

    public void Dispose() => _meter.Dispose();

    private double Age() => _state.Oldest is { } oldest ? Math.Max(0, (_time.GetUtcNow().UtcTicks - oldest) / (double)TimeSpan.TicksPerSecond) : 0;

    private sealed record State(int Unsent, long? Oldest);
}
