namespace Workers.Local.Telemetry;

/// <summary>All that was received of one trace so far. Only its store touches it, under the store's lock.</summary>
internal sealed class Trace(string traceId)
{
    /// <summary>Where a service says which order a span is about.</summary>
    private const string OrderId = "store.order.id";

    private readonly Dictionary<string, Span> _spans = new(StringComparer.Ordinal);
    private readonly List<LogLine> _logs = [];
    private readonly SortedSet<string> _services = new(StringComparer.Ordinal);
    private Span? _first;
    private long _end;
    private int _errors;
    private string? _order;

    public string TraceId => traceId;

    public IReadOnlyDictionary<string, Span> Spans => _spans;

    public IReadOnlyList<LogLine> Logs => _logs;

    /// <summary>Size on the wire, in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Spans and lines that were not kept, because there are too many.</summary>
    public int Dropped { get; private set; }

    /// <summary>Whether an event was published or handled in it.</summary>
    public bool HasEvents { get; private set; }

    /// <summary>When its first span began, in nanoseconds since 1970.</summary>
    public long Start => _first?.Start ?? 0;

    /// <summary>What the list shows of it; null while there is no span.</summary>
    public TraceSummary? Summary
    {
        get
        {
            if (_first is null)
                return null;

            var root = _first.ParentId is null
                ? _first
                : _spans.Values.Where(span => span.ParentId is null).MinBy(span => span.Start) ?? _first;
            return new TraceSummary(
                traceId,
                DateTimeOffset.UnixEpoch.AddTicks(_first.Start / 100),
                (_end - _first.Start) / 1e6,
                root.Name,
                root.Service,
                [.. _services],
                _spans.Count,
                _errors,
                _order);
        }
    }

    /// <returns>False when it is there already, as after a repeated request, or is not kept.</returns>
    public bool Add(Span span, int most, long mostBytes)
    {
        if (_spans.ContainsKey(span.SpanId))
            return false;
        if (_spans.Count >= most || Size + span.Size > mostBytes)
        {
            Dropped++;
            return false;
        }

        _spans.Add(span.SpanId, span);
        Size += span.Size;
        _services.Add(span.Service);
        if (_first is null || span.Start < _first.Start)
            _first = span;
        _end = Math.Max(_end, span.End);
        _errors += span.IsError ? 1 : 0;
        _order ??= span.Attributes.Find(OrderId) as string;
        HasEvents |= span.Kind is "producer" or "consumer";
        return true;
    }

    public bool Add(LogLine line, int most, long mostBytes)
    {
        if (_logs.Count >= most || Size + line.Size > mostBytes)
        {
            Dropped++;
            return false;
        }

        _logs.Add(line);
        Size += line.Size;
        return true;
    }
}
