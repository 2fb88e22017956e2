using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>The values of an event at the fields of a pattern. Objects and empty arrays are not values.</summary>
internal sealed class EventFields
{
    private readonly List<(Leaf Leaf, ArrayPosition? Position)>?[] _values;
    private int _arrays;

    private EventFields(int count) => _values = new List<(Leaf, ArrayPosition?)>?[count];

    public static EventFields Read(JsonElement root, PathNode fields, int count)
    {
        var values = new EventFields(count);
        if (root.ValueKind == JsonValueKind.Object)
            values.ReadObject(root, fields, position: null);
        return values;
    }

    public IReadOnlyList<(Leaf Leaf, ArrayPosition? Position)> this[int field] => _values[field] ?? [];

    private void ReadObject(JsonElement element, PathNode node, ArrayPosition? position)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (node.Find(member.Name) is { } child)
                ReadValue(member.Value, child, position);
        }
    }

    private void ReadValue(JsonElement value, PathNode node, ArrayPosition? position)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            if (node.HasChildren)
                ReadObject(value, node, position);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            ReadArray(value, node, position);
        }
        else if (node.Field >= 0)
        {
            (_values[node.Field] ??= []).Add((new Leaf(value), position));
        }
    }

    private void ReadArray(JsonElement array, PathNode node, ArrayPosition? position)
    {
        var id = _arrays++;
        var index = 0;
        foreach (var element in array.EnumerateArray())
        {
            // A plain value can combine with any other element; only nested values are bound to their element.
            var nested = element.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
            ReadValue(element, node, nested ? new ArrayPosition(id, index, position) : position);
            index++;
        }
    }
}
