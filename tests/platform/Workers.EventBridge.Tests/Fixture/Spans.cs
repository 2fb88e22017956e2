using System.Collections.Concurrent;
using System.Diagnostics;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>
/// Records the transport's spans. Its source is one for the process: those of other tests that run meanwhile are told apart by the trace.
/// </summary>
public sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventBridgeActivitySource.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Those that have ended, of a trace, as they began: a message can be in other hands before its first delivery's span has ended.</summary>
    public IEnumerable<Activity> Of(ActivityTraceId trace) => Where(span => span.TraceId == trace);

    /// <summary>Those that have ended, as they began.</summary>
    public IEnumerable<Activity> Where(Func<Activity, bool> isMeant) => _ended.Where(isMeant).OrderBy(span => span.StartTimeUtc);

    /// <summary>Those that link to a trace.</summary>
    public IEnumerable<Activity> LinkedTo(ActivityTraceId trace) =>
        _ended.Where(span => span.Links.Any(link => link.Context.TraceId == trace));

    /// <summary>Waits for the span of that name.</summary>
    public Task<Activity> OneAsync(ActivityTraceId trace, string name) => OneAsync(() => Of(trace).Where(span => span.DisplayName == name));

    /// <summary>Waits for the first that is there.</summary>
    public static async Task<Activity> OneAsync(Func<IEnumerable<Activity>> find)
    {
        await Eventually.UntilAsync(() => find().Any());
        return find().First();
    }

    public void Dispose() => _listener.Dispose();
}
