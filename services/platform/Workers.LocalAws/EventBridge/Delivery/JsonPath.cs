using System.Globalization;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>A path to one value of an event: <c>$</c>, <c>$.detail.id</c>, <c>$.resources[0]</c>, <c>$.detail['my key']</c>.</summary>
internal sealed class JsonPath
{
    private readonly List<(string? Name, int Index)> _steps = [];

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

    /// <summary>The value, or null if the event has none there.</summary>
    public JsonElement? Find(JsonElement element)
    {
        foreach (var (name, index) in _steps)
        {
            if (name is not null)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                    return null;
            }
            else if (element.ValueKind == JsonValueKind.Array && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }

        return element;
    }

    private int AddName(string text, int start)
    {
        var end = text.AsSpan(start).IndexOfAny('.', '[');
        end = end < 0 ? text.Length : start + end;
        var name = text[start..end];
        if (name.Length == 0 || name.Contains('*', StringComparison.Ordinal))
            throw Unsupported(text);
        _steps.Add((name, 0));
        return end;
    }

    private int AddIndex(string text, int start)
    {
        var end = text.IndexOf(']', start);
        if (text[start] != '[' || end < 0)
            throw Unsupported(text);
        var inside = text[(start + 1)..end];
        if (inside.Length > 2 && inside[0] is '\'' or '"' && inside[^1] == inside[0])
            _steps.Add((inside[1..^1], 0));
        else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            _steps.Add((null, index));
        else
            throw Unsupported(text);
        return end + 1;
    }

    private static FormatException Unsupported(string text) => new(
        $"Invalid JSON path '{text}': LocalAws supports names and indexes, such as $.detail.lines[0].sku; no wildcards, slices or filters.");
}
