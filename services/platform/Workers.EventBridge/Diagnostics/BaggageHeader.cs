using System.Text;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// The W3C header for baggage: key-value pairs that a trace carries to all its participants. Any caller can send baggage, so only
/// allowed keys pass.
/// </summary>
internal static class BaggageHeader
{
    /// <summary>The minimum length that everybody must propagate (W3C Baggage, "Limits"); members that do not fit are dropped.</summary>
    private const int Longest = 8192;

    /// <summary>Writes the allowed members; null if there are none.</summary>
    /// <param name="members">Keys and values; of several with the same key, the first is used.</param>
    /// <param name="allowed">The keys that may pass.</param>
    public static string? Write(IEnumerable<KeyValuePair<string, string?>> members, IReadOnlySet<string> allowed)
    {
        if (allowed.Count == 0)
            return null;

        var header = new StringBuilder();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in members)
        {
            if (!allowed.Contains(key) || !written.Add(key))
                continue;
            var member = $"{key}={Uri.EscapeDataString(value ?? "")}";
            if (header.Length + 1 + member.Length <= Longest)
                header.Append(header.Length == 0 ? "" : ",").Append(member);
        }

        return header.Length == 0 ? null : header.ToString();
    }

    /// <summary>Reads the allowed members. Properties of members, after a semicolon, are ignored.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Read(string? header, IReadOnlySet<string> allowed)
    {
        if (header is not { Length: > 0 and <= Longest } || allowed.Count == 0)
            yield break;

        foreach (var member in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var pair = member.Split(';', 2)[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 2 && allowed.Contains(pair[0]))
                yield return new(pair[0], Uri.UnescapeDataString(pair[1]));
        }
    }
}
