using Google.Protobuf;

namespace Workers.Local.Telemetry;

/// <summary>Reads <c>ExportLogsServiceRequest</c>. Only lines that were written within a trace are taken: the log files have all.</summary>
internal static class OtlpLogs
{
    /// <exception cref="InvalidProtocolBufferException">It is not a message of this protocol.</exception>
    public static List<LogLine> Read(ByteString request) =>
    [
        .. OtlpValues.ScopesOf(request)
            .SelectMany(found => LinesOf(found.Scope).Select(line => OfLine(line, found.Service)))
            .OfType<LogLine>(),
    ];

    private static List<ByteString> LinesOf(ByteString scope)
    {
        const uint Lines = (2 << 3) | 2;

        List<ByteString> lines = [];
        using var input = scope.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == Lines)
                lines.Add(input.ReadBytes());
            else
                input.SkipLastField();
        }

        return lines;
    }

    private static LogLine? OfLine(ByteString message, string service)
    {
        const uint At = (1 << 3) | 1, Number = (2 << 3) | 0, Severity = (3 << 3) | 2, Body = (5 << 3) | 2, Attributes = (6 << 3) | 2;
        const uint TraceId = (9 << 3) | 2, SpanId = (10 << 3) | 2, ObservedAt = (11 << 3) | 1;

        string? traceId = null, spanId = null, severity = null;
        var (at, observedAt, number, text) = (0L, 0L, 0, "");
        List<KeyValuePair<string, object?>> attributes = [];
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case At: at = input.ReadTime(); break;
                case ObservedAt: observedAt = input.ReadTime(); break;
                case Number: number = input.ReadEnum(); break;
                case Severity: severity = input.ReadText(); break;
                case Body: text = AttributeList.ToText(OtlpValues.Any(input.ReadBytes())); break;
                case Attributes: attributes.Add(OtlpValues.Attribute(input.ReadBytes())); break;
                case TraceId: traceId = input.ReadTraceId(); break;
                case SpanId: spanId = input.ReadSpanId(); break;
                default: input.SkipLastField(); break;
            }
        }

        return traceId is null
            ? null
            : new LogLine(traceId, spanId, service, at == 0 ? observedAt : at, severity is { Length: > 0 } ? severity : Name(number), text)
            {
                Attributes = attributes,
                Size = message.Length,
            };
    }

    /// <summary>Four numbers to each name.</summary>
    private static string Name(int severity) => severity switch
    {
        >= 21 => "Fatal",
        >= 17 => "Error",
        >= 13 => "Warning",
        >= 9 => "Information",
        >= 5 => "Debug",
        >= 1 => "Trace",
        _ => "",
    };
}
