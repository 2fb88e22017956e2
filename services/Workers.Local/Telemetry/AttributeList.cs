using System.Text.Json;

namespace Workers.Local.Telemetry;

/// <summary>Attributes are few, and many spans have them: a list takes less room than a map.</summary>
internal static class AttributeList
{
    /// <summary>The value of the attribute; null when there is none.</summary>
    public static object? Find(this IReadOnlyList<KeyValuePair<string, object?>> attributes, string key)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Key == key)
                return attribute.Value;
        }

        return null;
    }

    /// <summary>As a number, whichever kind the sender took; null when it is none.</summary>
    public static double? FindNumber(this IReadOnlyList<KeyValuePair<string, object?>> attributes, string key) =>
        attributes.Find(key) switch
        {
            double number => number,
            long number => number,
            _ => null,
        };

    /// <summary>By key; of two with the same one the later counts.</summary>
    public static Dictionary<string, object?> ToMap(this IReadOnlyList<KeyValuePair<string, object?>> attributes)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        foreach (var (key, value) in attributes)
            map[key] = value;
        return map;
    }

    /// <summary>A value as a person reads it.</summary>
    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        long or double => $"{value}",
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => JsonSerializer.Serialize(value),
    };
}
