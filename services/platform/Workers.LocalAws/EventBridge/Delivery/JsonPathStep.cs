using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>One step of a <see cref="JsonPath"/>: a name, an index, or a wildcard.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonPathStep
{
    private readonly string? _name;
    private readonly int _index;

    private JsonPathStep(string? name, int index) => (_name, _index) = (name, index);

    public static JsonPathStep Wildcard { get; } = new(null, -1);

    public bool IsWildcard => _name is null && _index < 0;

    public static JsonPathStep Member(string name) => new(name, 0);

    public static JsonPathStep Element(int index) => new(null, index);

    /// <summary>The members of an object or the elements of an array.</summary>
    public static IEnumerable<JsonElement> Children(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Select(member => member.Value),
        JsonValueKind.Array => element.EnumerateArray(),
        _ => [],
    };

    public bool TryFollow(ref JsonElement element)
    {
        if (_name is not null)
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(_name, out element);
        if (element.ValueKind != JsonValueKind.Array || _index >= element.GetArrayLength())
            return false;
        element = element[_index];
        return true;
    }
}
