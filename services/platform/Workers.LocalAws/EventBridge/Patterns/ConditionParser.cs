using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>Reads the array at a leaf of a pattern. Error texts are those of Event Ruler.</summary>
internal static class ConditionParser
{
    public static Condition[] Parse(JsonElement array, string place)
    {
        if (array.GetArrayLength() == 0)
            throw new InvalidEventPatternException(place, "Empty arrays are not allowed");
        return [.. array.EnumerateArray().Select(item => ParseOne(item, place))];
    }

    private static Condition ParseOne(JsonElement item, string place) => item.ValueKind switch
    {
        JsonValueKind.String => Text(item.GetString()!),
        JsonValueKind.Number => Number(item),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => new LiteralIs(item.ValueKind),
        JsonValueKind.Object => ParseExpression(item, place),
        _ => throw new InvalidEventPatternException(place, "Match value must be String, number, true, false, or null"),
    };

    private static Condition Number(JsonElement item) => ComparableNumber.From(item) is { } number
        ? new NumberIs(number)
        : new NumberReads(JsonMarshal.GetRawUtf8Value(item).ToArray());

    private static Condition Text(string text) => IpAddress.Parse(text) is { } address ? new AddressIs(address) : new TextIs(text);

    private static Condition ParseExpression(JsonElement expression, string place)
    {
        var (name, value) = Only(expression, place);
        return name switch
        {
            "exactly" => new TextIs(RequireText(value, place, "exact match pattern must be a string")),
            "prefix" => CaseAware(value, place, name, static (text, comparison) => new TextStarts(text, comparison)),
            "suffix" => CaseAware(value, place, name, static (text, comparison) => new TextEnds(text, comparison)),
            "equals-ignore-case" => new TextIsIgnoringCase(RequireText(value, place, "equals-ignore-case match pattern must be a string")),
            "wildcard" => ParseWildcard(value, place),
            "numeric" => NumericParser.Parse(value, place),
            // Recorded answer: "prefix", here as well.
            "cidr" => ParseCidr(RequireText(value, place, "prefix match pattern must be a string"), place),
            "exists" => value.ValueKind switch
            {
                JsonValueKind.True => new Exists(),
                JsonValueKind.False => new IsAbsent(),
                _ => throw new InvalidEventPatternException(place, "exists match pattern must be either true or false."),
            },
            "anything-but" => AnythingButParser.Parse(value, place),
            _ => throw new InvalidEventPatternException(place, $"Unrecognized match type {name}"),
        };
    }

    public static Condition ParseWildcard(JsonElement value, string place)
    {
        try
        {
            return new TextFits(Wildcard.Parse(RequireText(value, place, "wildcard match pattern must be a string")));
        }
        catch (FormatException error)
        {
            throw new InvalidEventPatternException(place, error.Message);
        }
    }

    public static string RequireText(JsonElement value, string place, string otherwise) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new InvalidEventPatternException(place, otherwise);

    /// <summary>The operand of an operator on numbers.</summary>
    public static double RequireComparable(JsonElement number, string place) =>
        ComparableNumber.From(number) ?? throw new InvalidEventPatternException(place, $"Cannot compare number : {number.GetRawText()}");

    /// <summary>The single member of a match expression.</summary>
    public static (string Name, JsonElement Value) Only(JsonElement expression, string place)
    {
        using var members = expression.EnumerateObject();
        if (!members.MoveNext())
            throw new InvalidEventPatternException(place, "Match expression name not found");
        var only = members.Current;
        return members.MoveNext()
            ? throw new InvalidEventPatternException(place, "Only one key allowed in match expression")
            : (only.Name, only.Value);
    }

    private static Condition CaseAware(JsonElement value, string place, string name, Func<string, StringComparison, Condition> create)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return create(RequireText(value, place, $"{name} match pattern must be a string"), StringComparison.Ordinal);

        var (option, text) = Only(value, place);
        return option == "equals-ignore-case"
            ? create(RequireText(text, place, "equals-ignore-case match pattern must be a string"), StringComparison.OrdinalIgnoreCase)
            : throw new InvalidEventPatternException(place, $"Unsupported {name} pattern: {option}");
    }

    private static AddressWithin ParseCidr(string text, string place)
    {
        var parts = text.Split('/');
        if (parts.Length != 2)
            throw new InvalidEventPatternException(place, "Malformed CIDR, one '/' required");
        if (!int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bits))
            throw new InvalidEventPatternException(place, "Malformed CIDR, mask bits must be an integer");
        if (bits < 0)
            throw new InvalidEventPatternException(place, "Malformed CIDR, mask bits must not be negative");
        if (IpAddress.Parse(parts[0]) is not { } network)
            throw new InvalidEventPatternException(place, $"Nonstandard IP address: {parts[0]}");

        var width = network.Length * 8;
        return bits < width
            ? new AddressWithin(network, bits)
            : throw new InvalidEventPatternException(place, $"{(width == 32 ? "IPv4" : "IPv6")} mask bits must be < {width}");
    }
}
