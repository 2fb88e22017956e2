using System.Collections.Concurrent;
using System.Diagnostics;

namespace Workers.Testing;

/// <summary>
/// Records the spans of activity sources. A source belongs to the process: filter by the trace, because spans of tests that run at the same
/// time are recorded too.
/// </summary>
public sealed class Spans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    /// <param name="sources">Names of the activity sources.</param>
    public Spans(params string[] sources)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name, StringComparer.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All ended spans, in the order of their start. The order of their end differs: a message can be received again before the span
    /// of its first delivery has ended.</summary>
    public IEnumerable<Activity> Ended => _ended.OrderBy(span => span.StartTimeUtc);

    /// <summary>The ended spans of a trace.</summary>
    public IEnumerable<Activity> Of(ActivityTraceId trace) => Where(span => span.TraceId == trace);

    /// <summary>The ended spans for which the condition holds.</summary>
    public IEnumerable<Activity> Where(Func<Activity, bool> condition) => Ended.Where(condition);

    /// <summary>The ended spans that link to a trace.</summary>
    public IEnumerable<Activity> LinkedTo(ActivityTraceId trace) => Where(span => span.Links.Any(link => link.Context.TraceId == trace));

    /// <summary>Waits for a span of the trace with that name.</summary>
    public Task<Activity> OneAsync(ActivityTraceId trace, string name) => OneAsync(() => Of(trace).Where(span => span.DisplayName == name));

    /// <summary>Waits for the first span that is found.</summary>
    public static async Task<Activity> OneAsync(Func<IEnumerable<Activity>> find)
    {
        await Eventually.UntilAsync(() => find().Any());
        return find().First();
    }

    public void Dispose() => _listener.Dispose();
}
