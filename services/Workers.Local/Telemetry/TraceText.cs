namespace Workers.Local.Telemetry;

/// <summary>Writes traces as text: a line for each span, below its parent, and below it what happened during it.</summary>
internal static class TraceText
{
    private const int NameColumn = 72;

    public static void Write(TextWriter output, IReadOnlyList<TraceDetails> traces)
    {
        foreach (var (index, trace) in traces.Index())
        {
            if (index > 0)
                output.WriteLine();
            Write(output, trace);
        }
    }

    private static void Write(TextWriter output, TraceDetails details)
    {
        var trace = details.Trace;
        var order = trace.OrderId is { } id ? $", order {OneLine(id)}" : "";
        var errors = trace.Errors > 0 ? $", {trace.Errors} failed" : "";
        output.Write($"trace {trace.TraceId}{order}: {OneLine(trace.Name)}, {trace.StartedAt.ToLocalTime():HH:mm:ss.fff}, ");
        output.WriteLine($"{Duration.Tell(trace.DurationMs)}, {trace.Spans} {(trace.Spans == 1 ? "span" : "spans")}{errors}");
        var service = Math.Max("service".Length, details.Spans.Max(span => span.Service.Length));
        output.WriteLine($"{"start",9}  {"service".PadRight(service)}  {"span".PadRight(NameColumn)} duration");
        foreach (var span in details.Spans)
            Write(output, span, trace.TraceId, service);
        if (details.Spans.Count < trace.Spans)
            output.WriteLine($"Calls of databases are not shown, {trace.Spans - details.Spans.Count} here; --databases shows them.");
        if (details.Dropped > 0)
            output.WriteLine($"{details.Dropped} more spans or log lines were not kept.");
    }

    private static void Write(TextWriter output, SpanDetails span, string traceId, int service)
    {
        var indent = new string(' ', 2 * Math.Min(span.Depth, 20));
        var name = indent + OneLine(span.Name) + (span.Subject is { } subject ? $"  {OneLine(subject)}" : "");
        if (name.Length > NameColumn)
            name = name[..(NameColumn - 2)] + " …";
        string[] remarks =
        [
            .. span.IsError ? [span.StatusMessage is { Length: > 0 } why ? $"failed: {OneLine(why)}" : "failed"] : Array.Empty<string>(),
            .. span.Waited is { } waited ? [waited] : Array.Empty<string>(),
            .. span.IsParentMissing ? ["parent not received"] : Array.Empty<string>(),
        ];
        var remark = remarks.Length > 0 ? $"  ({string.Join("; ", remarks)})" : "";
        output.Write($"{Duration.Tell(span.OffsetMs),9}  {OneLine(span.Service).PadRight(service)}  {name.PadRight(NameColumn)} ");
        output.WriteLine($"{Duration.Tell(span.DurationMs)}{remark}");
        foreach (var one in span.Events)
        {
            var attributes = one.Attributes.Where(attribute => attribute.Key != "exception.stacktrace")
                .Select(attribute => $"{attribute.Key}={OneLine(AttributeList.ToText(attribute.Value))}");
            output.Write($"{Duration.Tell(one.OffsetMs),9}  {new string(' ', service)}  {indent}  · ");
            output.WriteLine(string.Join(' ', attributes.Prepend(OneLine(one.Name))));
        }

        foreach (var link in span.Links.Where(link => link.TraceId != traceId))
        {
            var other = link.Name is null ? "a span that was not received" : $"{OneLine(link.Name)} of {OneLine(link.Service!)}";
            output.Write($"{"",9}  {new string(' ', service)}  {indent}  · ");
            output.WriteLine($"{(link.IsHere ? "linked from" : "links to")} {other}, trace {link.TraceId}");
        }
    }

    /// <summary>On one line, and without what a terminal would take for a command.</summary>
    private static string OneLine(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
}
