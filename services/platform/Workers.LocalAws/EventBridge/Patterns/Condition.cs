using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>One element of the array at a leaf of a pattern. A field matches if any of its conditions does.</summary>
internal abstract class Condition
{
    /// <summary>True if this value of an event, which is never an object or an array, matches.</summary>
    public abstract bool Matches(in Leaf leaf);

    /// <summary>True only for <c>{"exists": false}</c>, which matches if there is no value.</summary>
    public virtual bool WantsAbsence => false;

    /// <summary>Its wildcards.</summary>
    public virtual IEnumerable<Wildcard> Wildcards => [];
}

/// <summary>A value of an event, read once for all conditions.</summary>
internal readonly struct Leaf(JsonElement element)
{
    /// <summary>The text, or null if the value is not a string.</summary>
    public string? Text { get; } = element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>The number, or null if the value is not a comparable number.</summary>
    public double? Number { get; } = element.ValueKind == JsonValueKind.Number ? ComparableNumber.From(element) : null;

    /// <summary>The value as written.</summary>
    public ReadOnlySpan<byte> Raw => JsonMarshal.GetRawUtf8Value(element);

    public JsonValueKind Kind => element.ValueKind;
}
