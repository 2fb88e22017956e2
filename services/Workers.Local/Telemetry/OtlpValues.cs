using Google.Protobuf;

namespace Workers.Local.Telemetry;

/// <summary>
/// What spans and logs have in common: attributes, ids and times. The numbers of the fields are those of the OpenTelemetry protocol,
/// https://github.com/open-telemetry/opentelemetry-proto; fields that are not named here are passed over.
/// </summary>
internal static class OtlpValues
{
    /// <summary>A text is cut after so many characters: a stack trace fits.</summary>
    private const int LongestText = 16_384;

    /// <summary>Values nest no deeper; what does is left out.</summary>
    private const int Deepest = 8;

    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    /// <summary>The attributes of the resource: who sent it.</summary>
    public static string ServiceOf(ByteString resource)
    {
        const uint Attributes = (1 << 3) | 2;

        List<KeyValuePair<string, object?>> attributes = [];
        using var input = resource.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == Attributes)
                attributes.Add(Attribute(input.ReadBytes()));
            else
                input.SkipLastField();
        }

        return attributes.Find("service.name") as string ?? "unknown";
    }

    /// <summary>The name of the library that made it.</summary>
    public static string ScopeOf(ByteString scope)
    {
        const uint Name = (1 << 3) | 2;

        var name = "";
        using var input = scope.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == Name)
                name = input.ReadText();
            else
                input.SkipLastField();
        }

        return name;
    }

    /// <summary>A key and its value.</summary>
    public static KeyValuePair<string, object?> Attribute(ByteString message, int depth = 0)
    {
        const uint Key = (1 << 3) | 2, Value = (2 << 3) | 2;

        var (key, value) = ("", (object?)null);
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == Key)
                key = input.ReadText();
            else if (tag == Value)
                value = Any(input.ReadBytes(), depth);
            else
                input.SkipLastField();
        }

        return new(key, value);
    }

    /// <summary>The scopes of a request for traces or logs, with the service that each is from.</summary>
    public static IEnumerable<(string Service, ByteString Scope)> ScopesOf(ByteString request) =>
        Elements(request).SelectMany(ScopesOfResource);

    /// <summary>A text, a truth value, a number, a list or a map of those; null for none.</summary>
    public static object? Any(ByteString message, int depth = 0)
    {
        const uint Text = (1 << 3) | 2, Truth = (2 << 3) | 0, Whole = (3 << 3) | 0, Number = (4 << 3) | 1;
        const uint List = (5 << 3) | 2, Map = (6 << 3) | 2, Bytes = (7 << 3) | 2;

        object? value = null;
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case Text: value = input.ReadText(); break;
                case Truth: value = input.ReadBool(); break;
                case Whole: value = input.ReadInt64(); break;
                case Number: value = Finite(input.ReadDouble()); break;
                case Bytes: value = input.ReadBytes().ToBase64().Cut(); break;
                case List when depth < Deepest: value = Elements(input.ReadBytes()).ConvertAll(one => Any(one, depth + 1)); break;
                case Map when depth < Deepest:
                    value = Elements(input.ReadBytes()).Select(one => Attribute(one, depth + 1)).ToList().ToMap();
                    break;
                default: input.SkipLastField(); break;
            }
        }

        return value;
    }

    public static string ReadText(this CodedInputStream input) => input.ReadString().Cut();

    /// <summary>Nanoseconds since 1970; a time beyond the year 2262 is none.</summary>
    public static long ReadTime(this CodedInputStream input) => (long)Math.Min(input.ReadFixed64(), long.MaxValue);

    /// <summary>The id in hexadecimal; null when it is none.</summary>
    public static string? ReadTraceId(this CodedInputStream input) => Id(input.ReadBytes(), TraceIdBytes);

    /// <inheritdoc cref="ReadTraceId" />
    public static string? ReadSpanId(this CodedInputStream input) => Id(input.ReadBytes(), SpanIdBytes);

    /// <summary>The messages of a repeated field number 1, which is all that a list has.</summary>
    private static List<ByteString> Elements(ByteString message)
    {
        const uint Element = (1 << 3) | 2;

        List<ByteString> elements = [];
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == Element)
                elements.Add(input.ReadBytes());
            else
                input.SkipLastField();
        }

        return elements;
    }

    private static string? Id(ByteString bytes, int length) =>
        bytes.Length == length && bytes.Span.ContainsAnyExcept((byte)0) ? Convert.ToHexStringLower(bytes.Span) : null;

    /// <summary>JSON has no word for the others.</summary>
    private static object Finite(double number) => double.IsFinite(number) ? number : $"{number}";

    private static string Cut(this string text) => text.Length <= LongestText ? text : text[..LongestText] + " …";

    private static IEnumerable<(string Service, ByteString Scope)> ScopesOfResource(ByteString message)
    {
        const uint Resource = (1 << 3) | 2, Scopes = (2 << 3) | 2;

        var service = "unknown";
        List<ByteString> scopes = [];
        using var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == Resource)
                service = ServiceOf(input.ReadBytes());
            else if (tag == Scopes)
                scopes.Add(input.ReadBytes());
            else
                input.SkipLastField();
        }

        return scopes.Select(scope => (service, scope));
    }
}
