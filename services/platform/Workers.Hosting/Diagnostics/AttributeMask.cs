using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Masks addresses in attribute values of spans and log lines, as the exporter would write them, and limits their length.
/// </summary>
internal static class AttributeMask
{
    /// <summary>The value without addresses, and not too long; the same object if nothing changes.</summary>
    public static object? Mask(object? value) => value switch
    {
        IReadOnlyList<object?> list => MaskList(list),
        _ => MaskOne(value),
    };

    /// <summary>The attributes with such values; the same object if nothing changes, as in most cases.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Mask(IReadOnlyList<KeyValuePair<string, object?>> attributes)
    {
        List<KeyValuePair<string, object?>>? masked = null;
        for (var i = 0; i < attributes.Count; i++)
        {
            var (name, value) = attributes[i];
            var safe = Mask(value);
            if (ReferenceEquals(safe, value))
                continue;
            masked ??= [.. attributes];
            masked[i] = new(name, safe);
        }

        return masked ?? attributes;
    }

    private static IReadOnlyList<object?> MaskList(IReadOnlyList<object?> list)
    {
        object?[] safe = [.. list.Select(MaskOne)];
        return safe.SequenceEqual(list) ? list : safe;
    }

    private static object? MaskOne(object? value) => value switch
    {
        string text => ReadableText.Bound(PersonalData.Mask(text)),

        // Numbers, times and ids.
        null or bool or (ValueType and IFormattable) => value,

        // The exporter writes everything else as text.
        _ => value.ToString() is { } text && ReadableText.Bound(PersonalData.Mask(text)) is var safe && !ReferenceEquals(safe, text) ? safe : value,
    };
}
