namespace Workers.Cli.Traces;

/// <summary>A span.</summary>
/// <param name="TraceId">Its trace: 32 hexadecimal digits.</param>
/// <param name="SpanId">Its id: 16 hexadecimal digits.</param>
/// <param name="ParentId">Its parent span; null for the first span of a trace.</param>
/// <param name="Service">The service that created it.</param>
/// <param name="Name">The name of the work.</param>
/// <param name="Kind">Its kind: <c>server</c>, <c>client</c>, <c>producer</c>, <c>consumer</c> or <c>internal</c>.</param>
/// <param name="Start">Start time, in nanoseconds since 1970.</param>
/// <param name="End">End time, likewise.</param>
internal sealed record Span(string TraceId, string SpanId, string? ParentId, string Service, string Name, string Kind, long Start, long End)
{
    /// <summary>Whether its status is an error.</summary>
    public bool IsError { get; init; }

    /// <summary>The message of its status, if any.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>Its attributes.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Its events.</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>Related spans other than its parent.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    /// <summary>Whether it is a database call; there are many of them.</summary>
    public bool IsDatabaseCall => Attributes.ContainsKey("db.system.name") || Attributes.ContainsKey("db.system");
}

/// <summary>An event during a span.</summary>
internal sealed record SpanEvent(string Name, long At, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A link to another span.</summary>
internal sealed record SpanLink(string TraceId, string SpanId);
