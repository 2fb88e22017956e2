namespace Workers.Local.Telemetry;

/// <summary>Describes a trace, for the page and for the command line alike.</summary>
/// <param name="trace">The trace.</param>
/// <param name="summary">What the list shows of it.</param>
/// <param name="find">Finds a span by its place.</param>
/// <param name="linksTo">Finds the spans that link to one.</param>
internal sealed class TraceDescription(
    Trace trace, TraceSummary summary, Func<SpanLink, Span?> find, Func<SpanLink, IReadOnlyCollection<SpanLink>> linksTo)
{
    private const string QueueWait = "workers.queue.wait", PublishWait = "workers.publish.wait", Queue = "messaging.destination.name";

    public TraceDetails Describe()
    {
        var logs = trace.Logs
            .OrderBy(line => line.At)
            .ToLookup(line => line.SpanId is { } span && trace.Spans.ContainsKey(span) ? span : "", Describe);
        return new TraceDetails(
            summary,
            [.. TraceTree.Of(trace.Spans).Select(node => Describe(node, [.. logs[node.Span.SpanId]]))],
            [.. logs[""]],
            trace.Dropped);
    }

    private SpanDetails Describe(TraceNode node, IReadOnlyList<LogDetails> logs)
    {
        var span = node.Span;
        var (wait, waited) = WaitOf(span);
        return new SpanDetails(
            span.SpanId,
            node.Depth,
            node.IsParentMissing,
            span.Service,
            span.Name,
            span.Kind,
            span.Scope,
            Offset(span.Start),
            (span.End - span.Start) / 1e6,
            span.IsError,
            SpanSubject.FailureOf(span))
        {
            Subject = SpanSubject.Of(span),
            IsDatabaseCall = SpanSubject.IsDatabaseCall(span),
            WaitMs = wait,
            Waited = waited,
            Attributes = span.Attributes.ToMap(),
            Events = [.. span.Events.Select(one => new EventDetails(one.Name, Offset(one.At), one.Attributes.ToMap()))],
            Links = [.. LinksOf(span)],
            Logs = logs,
        };
    }

    /// <summary>The time before the span in which its event was on its way.</summary>
    private static (double? Milliseconds, string? Text) WaitOf(Span span)
    {
        if (span.Attributes.FindNumber(QueueWait) is { } inQueue)
            return (inQueue * 1000, $"waited {Duration.Tell(inQueue * 1000)} in queue {span.Attributes.Find(Queue)}");
        if (span.Attributes.FindNumber(PublishWait) is { } inOutbox)
            return (inOutbox * 1000, $"waited {Duration.Tell(inOutbox * 1000)} in the outbox");
        return (null, null);
    }

    private IEnumerable<LinkDetails> LinksOf(Span span) =>
    [
        .. span.Links.Select(link => Describe(link, isHere: false)),
        .. linksTo(new SpanLink(span.TraceId, span.SpanId)).Select(link => Describe(link, isHere: true)),
    ];

    private LinkDetails Describe(SpanLink link, bool isHere)
    {
        var other = find(link);
        return new LinkDetails(link.TraceId, link.SpanId, isHere, other?.Service, other?.Name);
    }

    private LogDetails Describe(LogLine line) =>
        new(line.Service, Offset(line.At), line.Severity, line.Text, line.Attributes.ToMap());

    private double Offset(long at) => (at - trace.Start) / 1e6;
}
