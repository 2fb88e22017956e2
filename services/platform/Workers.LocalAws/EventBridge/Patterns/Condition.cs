using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>One element of the array at a leaf of a pattern. A field matches when any of its conditions does.</summary>
internal abstract class Condition
{
    /// <summary>True when this value of an event, which is never an object nor an array, is what the pattern wants.</summary>
    public abstract bool Matches(in Leaf leaf);

    /// <summary>True for <c>{"exists": false}</c> alone: it wants that there is no value.</summary>
    public virtual bool WantsAbsence => false;
}

/// <summary>A value of an event, read once however many conditions look at it.</summary>
internal readonly struct Leaf(JsonElement element)
{
    /// <summary>The text, or null when the value is no string.</summary>
    public string? Text { get; } = element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>The number, or null when the value is none.</summary>
    public JsonNumber? Number { get; } = element.ValueKind == JsonValueKind.Number ? JsonNumber.From(element) : null;

    public JsonValueKind Kind => element.ValueKind;
}
