using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// Reads <c>{"anything-but": …}</c>: a value, a list of texts or of numbers, or one operator on a text or a list of them.
/// </summary>
internal static class AnythingButParser
{
    public static AnythingBut Parse(JsonElement value, string place) => new(value.ValueKind switch
    {
        JsonValueKind.String => [new TextIs(value.GetString()!)],
        JsonValueKind.Number => [new NumberIs(ConditionParser.RequireComparable(value, place))],
        JsonValueKind.Array => ParseList(value, place),
        JsonValueKind.Object => ParseOperator(value, place),
        _ => throw NotAValue(place),
    });

    private static Condition[] ParseList(JsonElement list, string place)
    {
        var kinds = list.EnumerateArray().Select(item => item.ValueKind).Distinct().ToArray();
        return kinds switch
        {
            [JsonValueKind.String] => [.. list.EnumerateArray().Select(item => new TextIs(item.GetString()!))],
            [JsonValueKind.Number] => [.. list.EnumerateArray().Select(item => new NumberIs(ConditionParser.RequireComparable(item, place)))],
            _ when kinds.All(kind => kind is JsonValueKind.String or JsonValueKind.Number) => throw new InvalidEventPatternException(
                place, "Inside anything but list, either all values are number or string, mixed type is not supported"),
            _ => throw new InvalidEventPatternException(place, "Inside anything but list, start|null|boolean is not supported."),
        };
    }

    private static Condition[] ParseOperator(JsonElement expression, string place)
    {
        var (name, value) = ConditionParser.Only(expression, place);
        Func<JsonElement, Condition> create = name switch
        {
            "prefix" => item => new TextStarts(Affix(item, place), StringComparison.Ordinal),
            "suffix" => item => new TextEnds(Affix(item, place), StringComparison.Ordinal),
            "equals-ignore-case" => item => new TextIsIgnoringCase(ConditionParser.RequireText(
                item, place, "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.")),
            "wildcard" => item => ConditionParser.ParseWildcard(item, place),
            _ => throw new InvalidEventPatternException(place, $"Unsupported anything-but pattern: {name}"),
        };

        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            return [create(value)];
        if (value.ValueKind != JsonValueKind.Array)
            throw NotAValue(place);
        return value.GetArrayLength() > 0
            ? [.. value.EnumerateArray().Select(create)]
            : throw new InvalidEventPatternException(place, "Empty arrays are not allowed");
    }

    private static InvalidEventPatternException NotAValue(string place) =>
        new(place, "Value of anything-but must be an array or single string/number value.");

    private static string Affix(JsonElement item, string place)
    {
        var text = ConditionParser.RequireText(item, place, "prefix/suffix match pattern must be a string");
        return text.Length > 0 ? text : throw new InvalidEventPatternException(place, "Null prefix/suffix not allowed");
    }
}
