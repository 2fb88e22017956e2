namespace Workers.Cli.Traces;

/// <summary>A span.</summary>
/// <param name="TraceId">Its trace: 32 hexadecimal digits.</param>
/// <param name="SpanId">Itself: 16 hexadecimal digits.</param>
/// <param name="ParentId">The span that it belongs to; null for the first of a trace.</param>
/// <param name="Service">Who made it.</param>
/// <param name="Name">What was done.</param>
/// <param name="Kind">Its part in it: <c>server</c>, <c>client</c>, <c>producer</c>, <c>consumer</c> or <c>internal</c>.</param>
/// <param name="Start">When it began, in nanoseconds since 1970.</param>
/// <param name="End">When it ended, likewise.</param>
internal sealed record Span(string TraceId, string SpanId, string? ParentId, string Service, string Name, string Kind, long Start, long End)
{
    /// <summary>Whether it says of itself that it failed.</summary>
    public bool IsError { get; init; }

    /// <summary>Why, if it says so.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>What else it says.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>What happened during it.</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>Spans that it has to do with, and that are not its parent.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    /// <summary>Whether it is a call of a database, of which there are many.</summary>
    public bool IsDatabaseCall => Attributes.ContainsKey("db.system.name") || Attributes.ContainsKey("db.system");
}

/// <summary>Something that happened during a span.</summary>
internal sealed record SpanEvent(string Name, long At, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A span elsewhere.</summary>
internal sealed record SpanLink(string TraceId, string SpanId);
