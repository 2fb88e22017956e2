using System.Collections.Frozen;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>
/// Expands a pattern into the alternatives of its <c>$or</c>s, as Event Ruler's JsonRuleCompiler does.
/// </summary>
internal sealed class PatternParser
{
    private const string Or = "$or";

    // Alternatives of several $or multiply; AWS rejects patterns with more than a thousand combinations.
    private const int MaximumAlternatives = 1000;

    // An $or whose objects have such names is treated as a field with the name "$or".
    private static readonly FrozenSet<string> ReservedNames = FrozenSet.Create(
        "exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr",
        "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case",
        "date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
        "ip-address-in-range", "ip-address-not-in-range");

    private List<Dictionary<string, Condition[]>> _alternatives = [new(StringComparer.Ordinal)];

    public static IReadOnlyList<Dictionary<string, Condition[]>> Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidEventPatternException("", "Filter is not an object");
        var parser = new PatternParser();
        parser.ParseObject(root, "");
        return parser._alternatives;
    }

    private void ParseObject(JsonElement element, string place)
    {
        var any = false;
        foreach (var member in element.EnumerateObject())
        {
            any = true;
            var here = place.Length == 0 ? member.Name : $"{place}.{member.Name}";
            if (member.Name == Or && IsAlternation(member.Value))
                ParseAlternation(member.Value, place, here);
            else if (member.Name == Or && IsLoneBranch(member.Value))
                throw new InvalidEventPatternException(here, "There must have at least 2 Objects in $or relationship.");
            else if (member.Value.ValueKind == JsonValueKind.Object)
                ParseObject(member.Value, here);
            else if (member.Value.ValueKind == JsonValueKind.Array)
                Add(here, ConditionParser.Parse(member.Value, here));
            else
                throw new InvalidEventPatternException(here, $"\"{member.Name}\" must be an object or an array");
        }

        if (!any)
            throw new InvalidEventPatternException(place, "Empty objects are not allowed");
    }

    private static bool IsAlternation(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() >= 2 && value.EnumerateArray().All(IsBranch);

    // It could only be a field's list of one unknown operator: report what was meant.
    private static bool IsLoneBranch(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && IsBranch(value[0]);

    private static bool IsBranch(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && !item.EnumerateObject().Any(member => ReservedNames.Contains(member.Name));

    private void ParseAlternation(JsonElement branches, string place, string here)
    {
        var before = _alternatives;
        var after = new List<Dictionary<string, Condition[]>>();
        foreach (var branch in branches.EnumerateArray())
        {
            _alternatives = [.. before.Select(alternative => new Dictionary<string, Condition[]>(alternative, StringComparer.Ordinal))];
            // The fields of a branch have the path of the object around the $or: the $or itself is not part of it.
            ParseObject(branch, place);
            after.AddRange(_alternatives);
            if (after.Count > MaximumAlternatives)
                throw new InvalidEventPatternException(here, $"Rule is too complex: more than {MaximumAlternatives} combinations of $or");
        }

        _alternatives = after;
    }

    // The last one wins where a pattern names a field twice, as in AWS, which compiles patterns "with overriding".
    private void Add(string place, Condition[] conditions)
    {
        foreach (var alternative in _alternatives)
            alternative[place] = conditions;
    }
}
