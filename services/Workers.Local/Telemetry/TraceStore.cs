namespace Workers.Local.Telemetry;

/// <summary>
/// The traces of this run, in memory. Bounded: when there are too many, those go that came first, and of the older half those without
/// events before all others: who watches a worker asks it much, and orders are what is looked for. Safe for any number of callers.
/// </summary>
internal sealed class TraceStore
{
    /// <summary>So many traces are kept.</summary>
    public const int MaximumTraces = 2_000;

    /// <summary>And no more than these come to on the wire: some five times as much in memory.</summary>
    public const long MaximumBytes = 48 * 1024 * 1024;

    /// <summary>So many spans of one trace are kept, and as many lines of logs: one that never ends does not drive out others.</summary>
    public const int MaximumPerTrace = 5_000;

    /// <summary>And so many bytes on the wire: a trace is not evicted for itself.</summary>
    public const long MaximumBytesPerTrace = 8 * 1024 * 1024;

    /// <summary>So many are found at once.</summary>
    public const int MostFound = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Trace> _traces = new(StringComparer.Ordinal);
    private readonly EvictionOrder _order = new();
    private readonly Dictionary<SpanLink, HashSet<SpanLink>> _linkedFrom = [];
    private long _bytes;

    public void Add(IEnumerable<Span> spans)
    {
        lock (_lock)
        {
            foreach (var span in spans)
            {
                var trace = TraceOf(span.TraceId);
                if (!trace.Add(span, MaximumPerTrace, MaximumBytesPerTrace))
                    continue;
                _bytes += span.Size;
                foreach (var link in span.Links)
                {
                    if (!_linkedFrom.TryGetValue(link, out var from))
                        _linkedFrom[link] = from = [];
                    from.Add(new SpanLink(span.TraceId, span.SpanId));
                }
            }

            Evict();
        }
    }

    public void Add(IEnumerable<LogLine> lines)
    {
        lock (_lock)
        {
            foreach (var line in lines)
            {
                if (TraceOf(line.TraceId).Add(line, MaximumPerTrace, MaximumBytesPerTrace))
                    _bytes += line.Size;
            }

            Evict();
        }
    }

    /// <summary>The latest traces that there is something to show of, the latest first.</summary>
    /// <param name="search">What they are to be about; null takes all.</param>
    /// <param name="withEvents">Only those in which an event was published or handled.</param>
    /// <param name="most">So many at most.</param>
    public IReadOnlyList<TraceSummary> Find(TraceSearch? search, bool withEvents, int most)
    {
        lock (_lock)
        {
            return
            [
                .. _order.ByArrival
                    .Where(trace => (!withEvents || trace.HasEvents) && search?.Matches(trace) != false)
                    .OrderByDescending(trace => trace.Start)
                    .Select(trace => trace.Summary)
                    .OfType<TraceSummary>()
                    .Take(most),
            ];
        }
    }

    /// <summary>All of one trace; null when nothing is known of it.</summary>
    public TraceDetails? Describe(string traceId)
    {
        lock (_lock)
        {
            return _traces.TryGetValue(traceId, out var trace) && trace.Summary is { } summary
                ? new TraceDescription(trace, summary, SpanAt, LinksTo).Describe()
                : null;
        }
    }

    private Span? SpanAt(SpanLink place) =>
        _traces.TryGetValue(place.TraceId, out var trace) ? trace.Spans.GetValueOrDefault(place.SpanId) : null;

    private HashSet<SpanLink> LinksTo(SpanLink place) => _linkedFrom.TryGetValue(place, out var from) ? from : [];

    private Trace TraceOf(string traceId)
    {
        if (!_traces.TryGetValue(traceId, out var trace))
        {
            _traces[traceId] = trace = new Trace(traceId);
            _order.Add(trace);
        }

        return trace;
    }

    private void Evict()
    {
        while (_order.Count > 1 && (_order.Count > MaximumTraces || _bytes > MaximumBytes))
        {
            var evicted = _order.TakeNext();
            _traces.Remove(evicted.TraceId);
            _bytes -= evicted.Size;
            foreach (var span in evicted.Spans.Values)
            {
                foreach (var link in span.Links)
                    Forget(link, new SpanLink(span.TraceId, span.SpanId));
            }
        }
    }

    private void Forget(SpanLink link, SpanLink from)
    {
        if (!_linkedFrom.TryGetValue(link, out var places))
            return;
        places.Remove(from);
        if (places.Count == 0)
            _linkedFrom.Remove(link);
    }
}
