using System.Globalization;

namespace Workers.Cli.Traces;

/// <summary>Writes traces as text: one line for each span, below its parent, followed by its events.</summary>
internal static class TraceText
{
    private const int NameColumn = 72;
    private const int LongestSubject = 80;

    private static readonly string[] Telling =
        ["db.query.summary", "db.query.text", "db.statement", "url.full", "http.url", "workers.event.detail_type"];

    public static void Write(TextWriter output, IReadOnlyList<Trace> traces, bool databases)
    {
        foreach (var (index, trace) in traces.Index())
        {
            if (index > 0)
                output.WriteLine();
            Write(output, trace, databases);
        }
    }

    private static void Write(TextWriter output, Trace trace, bool databases)
    {
        var order = trace.OrderId is { } id ? $", order {OneLine(id)}" : "";
        var failed = trace.Spans.Count(span => span.IsError);
        var errors = failed > 0 ? $", {failed} failed" : "";
        var startedAt = DateTimeOffset.UnixEpoch.AddTicks(trace.Start / 100).ToLocalTime();
        output.Write($"trace {trace.TraceId}{order}: {OneLine(trace.Root.Name)}, {startedAt:HH:mm:ss.fff}, ");
        output.WriteLine($"{Duration.Describe(trace.DurationMs)}, {trace.Spans.Count} {(trace.Spans.Count == 1 ? "span" : "spans")}{errors}");
        var service = Math.Max("service".Length, trace.Spans.Max(span => span.Service.Length));
        output.WriteLine($"{"start",9}  {"service".PadRight(service)}  {"span".PadRight(NameColumn)} duration");
        var hidden = 0;
        foreach (var (span, depth, isParentMissing) in trace.Tree())
        {
            if (databases || span.IsError || !span.IsDatabaseCall)
                Write(output, trace, span, depth, isParentMissing, service);
            else
                hidden++;
        }

        if (hidden > 0)
            output.WriteLine($"Database calls hidden: {hidden}; --databases shows them.");
    }

    private static void Write(TextWriter output, Trace trace, Span span, int depth, bool isParentMissing, int service)
    {
        var indent = new string(' ', 2 * Math.Min(depth, 20));
        var name = indent + OneLine(span.Name) + (SubjectOf(span) is { } subject ? $"  {OneLine(subject)}" : "");
        if (name.Length > NameColumn)
            name = name[..(NameColumn - 2)] + " …";
        List<string> remarks = [];
        if (span.IsError)
            remarks.Add(FailureOf(span) is { Length: > 0 } why ? $"failed: {OneLine(why)}" : "failed");
        if (WaitOf(span) is { } waited)
            remarks.Add(waited);
        if (isParentMissing)
            remarks.Add("parent not received");
        var remark = remarks.Count > 0 ? $"  ({string.Join("; ", remarks)})" : "";
        output.Write($"{Duration.Describe((span.Start - trace.Start) / 1e6),9}  {OneLine(span.Service).PadRight(service)}  {name.PadRight(NameColumn)} ");
        output.WriteLine($"{Duration.Describe((span.End - span.Start) / 1e6)}{remark}");
        foreach (var one in span.Events)
        {
            var attributes = one.Attributes.Where(attribute => attribute.Key != "exception.stacktrace")
                .Select(attribute => $"{attribute.Key}={OneLine(attribute.Value)}");
            output.Write($"{Duration.Describe((one.At - trace.Start) / 1e6),9}  {new string(' ', service)}  {indent}  · ");
            output.WriteLine(string.Join(' ', attributes.Prepend(OneLine(one.Name))));
        }

        foreach (var link in span.Links.Where(link => link.TraceId != trace.TraceId))
            output.WriteLine($"{"",9}  {new string(' ', service)}  {indent}  · links to trace {OneLine(link.TraceId)}");
    }

    /// <summary>The subject of a span, if its name does not contain it; null otherwise.</summary>
    private static string? SubjectOf(Span span)
    {
        var words = Telling.Select(name => span.Attributes.GetValueOrDefault(name)).FirstOrDefault(text => text is not null);
        if (words is null || span.Name.Contains(words, StringComparison.Ordinal))
            return null;
        words = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= LongestSubject ? words : words[..LongestSubject] + " …";
    }

    private static string? FailureOf(Span span) =>
        span.StatusMessage is { Length: > 0 } message ? message : span.Attributes.GetValueOrDefault("error.type");

    /// <summary>Wait time of the event before the span.</summary>
    private static string? WaitOf(Span span)
    {
        if (Number(span, "workers.queue.wait") is { } inQueue)
            return $"waited {Duration.Describe(inQueue * 1000)} in queue {OneLine(span.Attributes.GetValueOrDefault("messaging.destination.name") ?? "")}";
        return Number(span, "workers.publish.wait") is { } inOutbox ? $"waited {Duration.Describe(inOutbox * 1000)} in the outbox" : null;
    }

    private static double? Number(Span span, string name) =>
        double.TryParse(span.Attributes.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>On one line, and without terminal escape sequences.</summary>
    private static string OneLine(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
}
