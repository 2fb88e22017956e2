using System.Text;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// Foreign texts, such as an event's, for people: limited, and on a terminal without line breaks, escape sequences and bidirectional
/// controls, with which a text could look like log lines.
/// </summary>
internal static class ReadableText
{
    /// <summary>Maximum characters of a value.</summary>
    public const int MaxLength = 8192;

    /// <summary>Maximum characters of an exception with its stack traces.</summary>
    public const int MaxExceptionLength = 32_768;

    private const string Indent = "   ";

    /// <summary>The text, truncated if it is too long; the same object otherwise.</summary>
    public static string Bound(string text, int max = MaxLength)
    {
        if (text.Length <= max)
            return text;
        var end = char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        return $"{text.AsSpan(0, end)}… ({text.Length} characters)";
    }

    /// <summary>The text on one line; the same object if it already is.</summary>
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

    /// <summary>The text with each line indented: no line looks like the start of a log line.</summary>
    public static string Indented(string text) => string.Join(
        Environment.NewLine, text.Split('\n').Select((line, index) => $"{(index == 0 ? "" : Indent)}{OneLine(line.TrimEnd('\r'))}"));

    private static string Escape(char character) => character switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ => $@"\u{(int)character:x4}",
    };

    // Control characters, line and paragraph separators, and bidirectional controls (Unicode Standard Annex 9).
    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f'
            or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
