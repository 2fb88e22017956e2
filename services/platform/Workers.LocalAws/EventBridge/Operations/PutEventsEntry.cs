using System.Text;
using System.Text.Json;
using Workers.LocalAws.EventBridge.Patterns;
using Workers.LocalAws.Http;

namespace Workers.LocalAws.EventBridge.Operations;

/// <summary>One event of a PutEvents request.</summary>
internal sealed class PutEventsEntry
{
    // The detail gets an envelope, which is read with a depth of 128.
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 120 };

    public string? Source { get; private init; }

    public string? DetailType { get; private init; }

    public string? Detail { get; private init; }

    public string? BusName { get; private init; }

    public string? TraceHeader { get; private init; }

    public DateTimeOffset? Time { get; private init; }

    public IReadOnlyList<string> Resources { get; private init; } = [];

    /// <summary>The size that AWS counts. Source: the EventBridge user guide, "Calculating PutEvents event entry size".</summary>
    public long Bytes { get; private init; }

    public static PutEventsEntry Read(AwsInput input)
    {
        var (source, detailType, detail) = (input.Text("Source"), input.Text("DetailType"), input.Text("Detail"));
        var resources = input.Texts("Resources") ?? [];
        var time = input.Time("Time");
        return new PutEventsEntry
        {
            Source = source,
            DetailType = detailType,
            Detail = detail,
            BusName = input.Text("EventBusName"),
            TraceHeader = input.Text("TraceHeader"),
            Time = time,
            Resources = resources,
            Bytes = (time is null ? 0 : 14) + Size(source) + Size(detailType) + Size(detail) + resources.Sum(Size),
        };
    }

    /// <summary>Why the event is rejected, or null.</summary>
    public (string Code, string Message)? Problem()
    {
        if (string.IsNullOrEmpty(Source))
            return Missing("Source");
        if (string.IsNullOrEmpty(DetailType))
            return Missing("DetailType");
        if (string.IsNullOrEmpty(Detail))
            return Missing("Detail");
        if (Source.StartsWith("aws.", StringComparison.OrdinalIgnoreCase))
            return ("NotAuthorizedForSource", "Not authorized for the source.");
        if (DetailType.Length > 128)
            return ("InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType must have at most 128 characters.");
        return IsObject(Detail) ? null : ("MalformedDetail", "Detail is malformed.");
    }

    private static (string, string) Missing(string name) =>
        ("InvalidArgument", $"Parameter {name} is not valid. Reason: {name} is a required argument.");

    private static bool IsObject(string detail)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(detail), Reading);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
                // Reading it validates it.
            }

            return WellFormedText.In(detail);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int Size(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
