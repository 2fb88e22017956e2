namespace Workers.Hosting.Subscriptions;

/// <summary>Finds the known name closest to a mistyped one.</summary>
internal static class NearestName
{
    private const int MaxEdits = 2;

    /// <summary>The known name with the fewest edits, at most two, ignoring case, '-', '_' and '.'; null if none is close.</summary>
    public static string? Of(string name, IEnumerable<string> known) => known
        .Select(one => (Name: one, Edits: Edits(Letters(name), Letters(one))))
        .Where(one => one.Edits <= MaxEdits && one.Edits < Letters(one.Name).Length)
        .OrderBy(one => one.Edits)
        .FirstOrDefault().Name;

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    // Levenshtein, one row at a time.
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
