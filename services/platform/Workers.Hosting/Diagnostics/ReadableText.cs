using System.Text;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Texts of others, such as an event's, where people read them: bounded, and on a terminal without line breaks, escape sequences and
/// changes of direction, with which a text could look like lines of the log.
/// </summary>
internal static class ReadableText
{
    /// <summary>Characters of a value.</summary>
    public const int MaxLength = 8192;

    /// <summary>Characters of an exception with its stack traces.</summary>
    public const int MaxExceptionLength = 32_768;

    private const string Indent = "   ";

    /// <summary>The text, cut where it is too long; the same object where it is not.</summary>
    public static string Bound(string text, int max = MaxLength)
    {
        if (text.Length <= max)
            return text;
        var end = char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        return $"{text.AsSpan(0, end)}… ({text.Length} characters)";
    }

    /// <summary>The text on one line; the same object where it is.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;

        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!IsUnsafe(character))
                line.Append(character);
            else
                line.Append(Escape(character));
        }

        return line.ToString();
    }

    /// <summary>The text with its lines, each indented: none of them begins as a line of the log does.</summary>
    public static string Indented(string text) => string.Join(
        Environment.NewLine, text.Split('\n').Select((line, index) => $"{(index == 0 ? "" : Indent)}{OneLine(line.TrimEnd('\r'))}"));

    private static string Escape(char character) => character switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ => $@"\u{(int)character:x4}",
    };

    // Control characters, line and paragraph separators, and those that change the direction of writing (Unicode Standard Annex 9).
    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f'
            or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
