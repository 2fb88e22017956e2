using System.Text;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// The W3C header for baggage: what a trace carries along for whoever takes part in it. Anybody may send some, so just those members
/// pass whose keys are on a list.
/// </summary>
internal static class BaggageHeader
{
    /// <summary>What everybody has to pass on at least (W3C Baggage, "Limits"); members that do not fit are dropped.</summary>
    private const int Longest = 8192;

    /// <summary>Writes what is allowed; null when nothing is.</summary>
    /// <param name="members">Keys and values; of several with one key the first counts.</param>
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

    /// <summary>Reads what is allowed. Properties of members, after a semicolon, are passed over.</summary>
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
