namespace Workers.Local.Telemetry;

/// <summary>A trace in the list.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="StartedAt">When its first span began.</param>
/// <param name="DurationMs">Until its last one ended.</param>
/// <param name="Name">What began it.</param>
/// <param name="Service">Where.</param>
/// <param name="Services">All that took part.</param>
/// <param name="Spans">How many spans there are.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="OrderId">The order that it is about, where a span says so.</param>
internal sealed record TraceSummary(
    string TraceId,
    DateTimeOffset StartedAt,
    double DurationMs,
    string Name,
    string Service,
    IReadOnlyList<string> Services,
    int Spans,
    int Errors,
    string? OrderId);

/// <summary>A trace with all that is known of it, in the order in which it is read.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Spans">Its spans, each below its parent.</param>
/// <param name="Logs">Lines of logs that belong to none of these spans.</param>
/// <param name="Dropped">How many spans and lines were not kept.</param>
internal sealed record TraceDetails(TraceSummary Trace, IReadOnlyList<SpanDetails> Spans, IReadOnlyList<LogDetails> Logs, int Dropped)
{
    /// <summary>The same without the calls of databases, which are many and quick; those that failed stay.</summary>
    public TraceDetails WithoutDatabaseCalls() =>
        this with { Spans = [.. Spans.Where(span => span.IsError || !span.IsDatabaseCall)] };
}

/// <summary>A span in its place in the tree.</summary>
/// <param name="SpanId">The span.</param>
/// <param name="Depth">How many spans are above it.</param>
/// <param name="IsParentMissing">Whether it names a parent that was not received.</param>
/// <param name="Service">Who did it.</param>
/// <param name="Name">What.</param>
/// <param name="Kind">Its part in it.</param>
/// <param name="Scope">The library that made the span.</param>
/// <param name="OffsetMs">When it began, after the trace did.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="IsError">Whether it failed.</param>
/// <param name="StatusMessage">Why, where it says so.</param>
internal sealed record SpanDetails(
    string SpanId,
    int Depth,
    bool IsParentMissing,
    string Service,
    string Name,
    string Kind,
    string Scope,
    double OffsetMs,
    double DurationMs,
    bool IsError,
    string? StatusMessage)
{
    /// <summary>What it is about, where the name does not say it.</summary>
    public string? Subject { get; init; }

    /// <summary>Whether it is a call of a database.</summary>
    public bool IsDatabaseCall { get; init; }

    /// <summary>How long what it is about had waited when it began; null when it does not say.</summary>
    public double? WaitMs { get; init; }

    /// <summary>The same in words.</summary>
    public string? Waited { get; init; }

    public required IReadOnlyDictionary<string, object?> Attributes { get; init; }

    public required IReadOnlyList<EventDetails> Events { get; init; }

    public required IReadOnlyList<LinkDetails> Links { get; init; }

    public required IReadOnlyList<LogDetails> Logs { get; init; }
}

/// <summary>Something that happened during a span.</summary>
internal sealed record EventDetails(string Name, double OffsetMs, IReadOnlyDictionary<string, object?> Attributes);

/// <summary>A span that has to do with another one.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="SpanId">The other span.</param>
/// <param name="IsHere">Whether it is the other one that says so.</param>
/// <param name="Service">Who did it, if it was received.</param>
/// <param name="Name">What it is, if it was received.</param>
internal sealed record LinkDetails(string TraceId, string SpanId, bool IsHere, string? Service, string? Name);

/// <summary>A line of a log.</summary>
internal sealed record LogDetails(
    string Service, double OffsetMs, string Severity, string Text, IReadOnlyDictionary<string, object?> Attributes);
