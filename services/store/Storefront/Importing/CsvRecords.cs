namespace Storefront.Importing;

/// <summary>
/// Splits a file into records (RFC 4180), one a line. The layout has no fields that go on over a line break: a quotation mark that
/// nobody closes costs its own line, and never the lines below it.
/// </summary>
internal static class CsvRecords
{
    /// <summary>Reads the records; empty lines are none.</summary>
    /// <param name="lines">The file's lines.</param>
    public static IEnumerable<CsvRecord> Read(IEnumerable<string> lines) =>
        lines.Select((text, index) => (Text: text, Line: index + 1))
            .Where(line => line.Text.Length > 0)
            .Select(line => Read(line.Line, line.Text));

    private static CsvRecord Read(int line, string text)
    {
        var fields = new List<string>();
        for (var at = 0; at <= text.Length;)
        {
            var (field, end, problem) = at < text.Length && text[at] == '"' ? Quoted(text, at) : Plain(text, at);
            if (problem is not null)
                return new CsvRecord(line, [.. fields], $"Field {fields.Count + 1} {problem}");

            fields.Add(field);
            at = end + 1;
        }

        return new CsvRecord(line, [.. fields], Problem: null);
    }

    // Within a plain field a quotation mark, such as an inch sign, is a character like any other.
    private static (string Field, int End, string? Problem) Plain(string text, int start)
    {
        var comma = text.IndexOf(',', start);
        var end = comma < 0 ? text.Length : comma;
        return (text[start..end], end, null);
    }

    private static (string Field, int End, string? Problem) Quoted(string text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] != '"')
                continue;

            if (at + 1 < text.Length && text[at + 1] == '"')
                at++;
            else if (at + 1 == text.Length || text[at + 1] == ',')
                return (text[(start + 1)..at].Replace("\"\"", "\"", StringComparison.Ordinal), at + 1, null);
            else
                return ("", at, $"goes on after its closing quote, at character {at + 2}.");
        }

        return ("", text.Length, $"has a quote opened and not closed, at character {start + 1}.");
    }
}

/// <summary>A line of a file.</summary>
/// <param name="Line">Its number; the first line is 1.</param>
/// <param name="Fields">Its fields; those before the broken one when there is a problem.</param>
/// <param name="Problem">Why it cannot be split, or null.</param>
internal sealed record CsvRecord(int Line, string[] Fields, string? Problem);
