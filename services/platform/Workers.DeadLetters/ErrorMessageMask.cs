using System.Text.RegularExpressions;

namespace Workers.DeadLetters;

/// <summary>Masks the variable parts of an error message, so that the rest identifies the cause.</summary>
public static partial class ErrorMessageMask
{
    /// <summary>Maximum characters of a message that are used: a worker writes 1,024.</summary>
    private const int MaximumLength = 1024;

    /// <summary>
    /// Replaces GUIDs, hexadecimal numbers of 16 digits or more, quoted ids of 8 characters or more with a digit in them, and numbers with
    /// <c>#</c>. A longer text than 1,024 characters is cut.
    /// </summary>
    public static string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Variable().Replace(text.Length > MaximumLength ? text[..MaximumLength] : text, "#");
    }

    [GeneratedRegex(
        """
        [0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}
        | (?<![0-9A-Za-z])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])
        | (?<=(?<quote>['"`]))(?=[^'"`\s]*[0-9])[0-9A-Za-z_.:+=-]{8,}(?=\k<quote>)
        | [0-9]+
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
