using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// An event pattern, compiled once. It follows EventBridge's rules, those of the open-source Event Ruler,
/// https://github.com/aws/event-ruler.
/// </summary>
public sealed class EventPattern
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 256 };

    private readonly PathNode _fields = new();
    private readonly Alternative[] _alternatives;
    private readonly int _count;

    private EventPattern(IReadOnlyList<Dictionary<string, Condition[]>> alternatives)
    {
        var count = 0;
        _alternatives =
        [
            .. alternatives.Select(alternative => new Alternative(
            [
                // Sorted by name, as in Event Ruler.
                .. alternative.OrderBy(field => field.Key, StringComparer.Ordinal)
                    .Select(field => (_fields.Add(field.Key, ref count), field.Value)),
            ])),
        ];
        _count = count;
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="InvalidEventPatternException">EventBridge would reject it; the exception has the place and the reason.</exception>
    public static EventPattern Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (!WellFormedText.In(json))
                throw new InvalidEventPatternException("", "A text is not valid Unicode");
            var alternatives = PatternParser.Parse(document.RootElement);
            RuleComplexity.Check(alternatives);
            return new EventPattern(alternatives);
        }
        catch (JsonException error)
        {
            throw new InvalidEventPatternException("", $"Not valid JSON: {error.Message}");
        }
    }

    /// <summary>True if the pattern matches the event, given as UTF-8 JSON with its envelope.</summary>
    /// <exception cref="JsonException">The event is not JSON.</exception>
    public bool Matches(ReadOnlySpan<byte> utf8Event)
    {
        var reader = new Utf8JsonReader(utf8Event, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        return Matches(document.RootElement);
    }

    /// <summary>True if the pattern matches the event, given with its envelope.</summary>
    public bool Matches(JsonElement element)
    {
        var fields = EventFields.Read(element, _fields, _count);
        return Array.Exists(_alternatives, alternative => alternative.Matches(fields));
    }
}
