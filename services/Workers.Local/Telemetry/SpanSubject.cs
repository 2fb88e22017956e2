namespace Workers.Local.Telemetry;

/// <summary>
/// What a span is about, in a few words, where its name does not say it: the statement of a database call, the address of an HTTP
/// call, the kind of an event. By OpenTelemetry's semantic conventions, with the names that they had before.
/// </summary>
internal static class SpanSubject
{
    private const int Longest = 80;

    private static readonly string[] Telling =
        ["db.query.summary", "db.query.text", "db.statement", "url.full", "http.url", "workers.event.detail_type"];

    /// <summary>Whether it is a call of a database, of which there are many.</summary>
    public static bool IsDatabaseCall(Span span) =>
        span.Attributes.Any(attribute => attribute.Key is "db.system.name" or "db.system");

    /// <summary>The words; null when the name has said it.</summary>
    public static string? Of(Span span)
    {
        var words = Telling.Select(name => span.Attributes.Find(name)).OfType<string>().FirstOrDefault();
        if (words is null || span.Name.Contains(words, StringComparison.Ordinal))
            return null;

        words = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= Longest ? words : words[..Longest] + " …";
    }

    /// <summary>Why it failed: what it says, or else the kind of error.</summary>
    public static string? FailureOf(Span span) =>
        !span.IsError ? null
        : span.StatusMessage is { Length: > 0 } message ? message
        : span.Attributes.Find("error.type") is { } type ? AttributeList.ToText(type)
        : null;
}
