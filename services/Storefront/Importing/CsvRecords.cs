using CsvHelper;
using CsvHelper.Configuration;

namespace Storefront.Importing;

/// <summary>
/// Splits a file into records (RFC 4180). A quotation mark that nobody closes would swallow the rest of the file, so a record
/// goes on over a line break only where that makes a whole record; otherwise its line is a record of its own, whatever it holds.
/// </summary>
internal static class CsvRecords
{
    private const int MostLines = 20;

    /// <summary>Reads the records with the lines they begin at.</summary>
    /// <param name="lines">The file's lines.</param>
    public static IEnumerable<(int Line, string[] Fields)> Read(IReadOnlyList<string> lines)
    {
        var width = 0;
        for (var line = 0; line < lines.Count;)
        {
            if (lines[line].Length == 0)
            {
                line++;
                continue;
            }

            var (fields, height) = ReadAt(lines, line, width);
            width = width == 0 ? fields.Length : width;
            yield return (line + 1, fields);
            line += height;
        }
    }

    private static (string[] Fields, int Height) ReadAt(IReadOnlyList<string> lines, int first, int width)
    {
        var text = lines[first];
        if (!text.Contains('"', StringComparison.Ordinal))
            return (text.Split(','), 1);

        var quotes = Quotes(text);
        for (var height = 1; quotes % 2 != 0 && height < MostLines && first + height < lines.Count; height++)
        {
            text += "\n" + lines[first + height];
            quotes += Quotes(lines[first + height]);
            if (quotes % 2 == 0 && Split(text) is { } fields && fields.Length == width)
                return (fields, height + 1);
        }

        // A stray quotation mark, such as an inch sign, is as good as any other character.
        return (Split(lines[first]) ?? lines[first].Split(','), 1);
    }

    private static int Quotes(string text) => text.Count(character => character == '"');

    private static string[]? Split(string text)
    {
        var broken = false;
        var configuration = new CsvConfiguration(System.Globalization.CultureInfo.InvariantCulture)
        {
            BadDataFound = _ => broken = true,
            BufferSize = 1024,
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        return parser.Read() && parser.Record is { } record && !broken ? record : null;
    }
}
