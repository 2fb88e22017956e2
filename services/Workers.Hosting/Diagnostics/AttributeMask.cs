using Workers.EventBridge.Diagnostics;

namespace Workers.Hosting.Diagnostics;

/// <summary>Masks addresses in the values of attributes, of spans and of log lines, as the exporter would write them.</summary>
internal static class AttributeMask
{
    /// <summary>The value without addresses; the same object where it has none.</summary>
    public static object? Mask(object? value) => value switch
    {
        // Numbers, times and ids.
        null or bool or IFormattable => value,
        string text => Mask(text),
        IEnumerable<string?> texts => Mask(texts),

        // Of all else the exporter delivers the text.
        _ => value.ToString() is { } text && Mask(text) is var safe && safe != text ? safe : value,
    };

    /// <summary>Of a URL, too, where an address is escaped; what holds none stays as it is.</summary>
    private static string Mask(string text)
    {
        if (!text.Contains("%40", StringComparison.Ordinal))
            return PersonalData.Mask(text);
        var plain = Uri.UnescapeDataString(text);
        return PersonalData.Mask(plain) is var safe && safe != plain ? safe : text;
    }

    private static IEnumerable<string?> Mask(IEnumerable<string?> texts)
    {
        string?[] safe = [.. texts.Select(text => text is null ? null : Mask(text))];
        return safe.SequenceEqual(texts, StringComparer.Ordinal) ? texts : safe;
    }
}
