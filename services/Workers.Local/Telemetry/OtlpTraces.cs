using Google.Protobuf;

namespace Workers.Local.Telemetry;

/// <summary>Reads <c>ExportTraceServiceRequest</c>. A span without the ids that the protocol demands is passed over.</summary>
internal static class OtlpTraces
{
    private const int LongestName = 200;

    private static readonly string[] Kinds = ["internal", "internal", "server", "client", "producer", "consumer"];

    /// <exception cref="InvalidProtocolBufferException">It is not a message of this protocol.</exception>
    public static List<Span> Read(ByteString request) =>
        [.. OtlpValues.ScopesOf(request).SelectMany(found => OfScope(found.Scope, found.Service)).OfType<Span>()];

    private static List<Span?> OfScope(ByteString message, string service)
    {
        const uint Scope = (1 << 3) | 2, Spans = (2 << 3) | 2;

        var scope = "";
        List<ByteString> spans = [];
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == Scope)
                scope = OtlpValues.ScopeOf(input.ReadBytes());
            else if (tag == Spans)
                spans.Add(input.ReadBytes());
            else
                input.SkipLastField();
        }

        return spans.ConvertAll(span => OfSpan(span, service, scope));
    }

    private static Span? OfSpan(ByteString message, string service, string scope)
    {
        const uint TraceId = (1 << 3) | 2, SpanId = (2 << 3) | 2, ParentId = (4 << 3) | 2, Name = (5 << 3) | 2, Kind = (6 << 3) | 0;
        const uint Start = (7 << 3) | 1, End = (8 << 3) | 1, Attributes = (9 << 3) | 2;
        const uint Events = (11 << 3) | 2, Links = (13 << 3) | 2, Status = (15 << 3) | 2;

        string? traceId = null, spanId = null, parentId = null, problem = null;
        var (name, kind, start, end, isError) = ("", 0, 0L, 0L, false);
        List<KeyValuePair<string, object?>> attributes = [];
        List<SpanEvent> events = [];
        List<SpanLink?> links = [];
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case TraceId: traceId = input.ReadTraceId(); break;
                case SpanId: spanId = input.ReadSpanId(); break;
                case ParentId: parentId = input.ReadSpanId(); break;
                case Name: name = Cut(input.ReadText()); break;
                case Kind: kind = input.ReadEnum(); break;
                case Start: start = input.ReadTime(); break;
                case End: end = input.ReadTime(); break;
                case Attributes: attributes.Add(OtlpValues.Attribute(input.ReadBytes())); break;
                case Events: events.Add(OfEvent(input.ReadBytes())); break;
                case Links: links.Add(OfLink(input.ReadBytes())); break;
                case Status: (isError, problem) = OfStatus(input.ReadBytes()); break;
                default: input.SkipLastField(); break;
            }
        }

        if (traceId is null || spanId is null)
            return null;
        return new Span(
            traceId, spanId, parentId, service, scope, name, Kinds.ElementAtOrDefault(kind) ?? "internal", start, Math.Max(start, end))
        {
            IsError = isError,
            StatusMessage = problem,
            Attributes = attributes,
            Events = events,
            Links = [.. links.OfType<SpanLink>()],
            Size = message.Length,
        };
    }

    private static SpanEvent OfEvent(ByteString message)
    {
        const uint At = (1 << 3) | 1, Name = (2 << 3) | 2, Attributes = (3 << 3) | 2;

        var (at, name) = (0L, "");
        List<KeyValuePair<string, object?>> attributes = [];
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case At: at = input.ReadTime(); break;
                case Name: name = input.ReadText(); break;
                case Attributes: attributes.Add(OtlpValues.Attribute(input.ReadBytes())); break;
                default: input.SkipLastField(); break;
            }
        }

        return new SpanEvent(name, at, attributes);
    }

    private static SpanLink? OfLink(ByteString message)
    {
        const uint TraceId = (1 << 3) | 2, SpanId = (2 << 3) | 2;

        string? traceId = null, spanId = null;
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case TraceId: traceId = input.ReadTraceId(); break;
                case SpanId: spanId = input.ReadSpanId(); break;
                default: input.SkipLastField(); break;
            }
        }

        return traceId is null || spanId is null ? null : new SpanLink(traceId, spanId);
    }

    private static (bool IsError, string? Message) OfStatus(ByteString message)
    {
        const uint Text = (2 << 3) | 2, Code = (3 << 3) | 0;
        const int Error = 2;

        var (isError, text) = (false, (string?)null);
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case Text: text = input.ReadText(); break;
                case Code: isError = input.ReadEnum() == Error; break;
                default: input.SkipLastField(); break;
            }
        }

        return (isError, text);
    }

    // It is a heading, and a column.
    private static string Cut(string name) => name.Length > LongestName ? name[..LongestName] + "…" : name;
}
