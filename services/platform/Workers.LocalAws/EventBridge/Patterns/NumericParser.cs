using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>Reads <c>{"numeric": ["&gt;", 0, "&lt;=", 5]}</c>.</summary>
internal static class NumericParser
{
    public static Condition Parse(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new InvalidEventPatternException(place, "Value of numeric must be an array.");

        var terms = value.EnumerateArray().ToArray();
        if (terms.Length == 0)
            throw new InvalidEventPatternException(place, "Invalid member in numeric match: ]");
        var sign = ConditionParser.RequireText(terms[0], place, $"Invalid member in numeric match: {terms[0]}");
        if (sign is not ("=" or ">" or ">=" or "<" or "<="))
            throw new InvalidEventPatternException(place, $"Unrecognized numeric range operator: {sign}");

        var number = Number(terms, 1, sign == "=" ? "equals" : sign, place);
        if (terms.Length > 2)
            return sign[0] == '>' ? Range(terms, number, sign, place) : throw TooMany(place);
        return sign switch
        {
            "=" => new NumberIs(number),
            ">" or ">=" => new NumberBetween(number, sign == ">", double.MaxValue, openTop: false),
            _ => new NumberBetween(double.MinValue, openBottom: false, number, sign == "<"),
        };
    }

    private static NumberBetween Range(JsonElement[] terms, double bottom, string sign, string place)
    {
        var upper = ConditionParser.RequireText(terms[2], place, $"Bad value in numeric range: {terms[2]}");
        if (upper is not ("<" or "<="))
            throw new InvalidEventPatternException(place, $"Bad numeric range operator: {upper}");
        var top = Number(terms, 3, upper, place);
        if (terms.Length > 4)
            throw new InvalidEventPatternException(place, "Too many terms in numeric range expression");
        return bottom < top
            ? new NumberBetween(bottom, sign == ">", top, upper == "<")
            : throw new InvalidEventPatternException(place, "Bottom must be less than top");
    }

    private static double Number(JsonElement[] terms, int index, string sign, string place) =>
        index < terms.Length && terms[index].ValueKind == JsonValueKind.Number
            ? ConditionParser.RequireComparable(terms[index], place)
            : throw new InvalidEventPatternException(place, $"Value of {sign} must be numeric");

    private static InvalidEventPatternException TooMany(string place) => new(place, "Too many elements in numeric expression");
}
