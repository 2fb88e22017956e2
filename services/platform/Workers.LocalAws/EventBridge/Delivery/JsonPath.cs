using System.Globalization;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>
/// A path to values of an event: <c>$</c>, <c>$.detail.id</c>, <c>$.resources[0]</c>, <c>$.detail.lines[*].sku</c>,
/// <c>$.detail['my key']</c>.
/// </summary>
internal sealed class JsonPath
{
    private readonly List<JsonPathStep> _steps = [];

    /// <summary>Whether a name is in brackets, which an InputPathsMap must not have.</summary>
    public bool HasBracketedName { get; private set; }

    /// <exception cref="FormatException">It is none of the above.</exception>
    public static JsonPath Parse(string text)
    {
        var path = new JsonPath();
        if (!text.StartsWith('$'))
            throw new FormatException($"Invalid JSON path '{text}': it must start with $.");

        var position = 1;
        while (position < text.Length)
            position = text[position] == '.' ? path.AddName(text, position + 1) : path.AddIndex(text, position);
        return path;
    }

    /// <summary>The value as JSON, or null if the event has none there. A path with a wildcard gives an array of all values.</summary>
    public string? Read(JsonElement root)
    {
        var element = root;
        for (var index = 0; index < _steps.Count; index++)
        {
            if (_steps[index].IsWildcard)
                return $"[{string.Join(',', Values(element, index).Select(value => value.GetRawText()))}]";
            if (!_steps[index].TryFollow(ref element))
                return null;
        }

        return element.GetRawText();
    }

    private IEnumerable<JsonElement> Values(JsonElement element, int from)
    {
        for (var index = from; index < _steps.Count; index++)
        {
            if (_steps[index].IsWildcard)
            {
                var next = index + 1;
                return JsonPathStep.Children(element).SelectMany(child => Values(child, next));
            }

            if (!_steps[index].TryFollow(ref element))
                return [];
        }

        return [element];
    }

    private int AddName(string text, int start)
    {
        var end = text.AsSpan(start).IndexOfAny('.', '[');
        end = end < 0 ? text.Length : start + end;
        var name = text[start..end];
        if (name == "*")
            _steps.Add(JsonPathStep.Wildcard);
        else if (name.Length > 0 && !name.Contains('*', StringComparison.Ordinal))
            _steps.Add(JsonPathStep.Member(name));
        else
            throw Unsupported(text);
        return end;
    }

    private int AddIndex(string text, int start)
    {
        var end = text.IndexOf(']', start);
        if (text[start] != '[' || end < 0)
            throw Unsupported(text);
        var inside = text[(start + 1)..end];
        if (inside.Length > 2 && inside[0] is '\'' or '"' && inside[^1] == inside[0])
        {
            _steps.Add(JsonPathStep.Member(inside[1..^1]));
            HasBracketedName = true;
        }
        else if (inside == "*")
        {
            _steps.Add(JsonPathStep.Wildcard);
        }
        else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            _steps.Add(JsonPathStep.Element(index));
        }
        else
        {
            throw Unsupported(text);
        }

        return end + 1;
    }

    private static FormatException Unsupported(string text) => new(
        $"Invalid JSON path '{text}': LocalAws supports names, indexes and wildcards, such as $.detail.lines[0].sku; no slices or filters.");
}
