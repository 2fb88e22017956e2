using System.Text.RegularExpressions;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// Masks what looks like an email address in texts that others wrote, such as the message of an exception: a mail server repeats the
/// address that it refuses, and a database the value that it does not take.
/// </summary>
public static partial class PersonalData
{
    /// <summary>The text with <c>j***@example.com</c> for each address; the same object where there is none.</summary>
    public static string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains('@', StringComparison.Ordinal) ? Address().Replace(text, "${first}***@${domain}") : text;
    }

    [GeneratedRegex(
        @"(?<first>[\p{L}\p{N}._%+'/=!#$&*?^`{|}~-])[\p{L}\p{N}._%+'/=!#$&*?^`{|}~-]*@(?<domain>[\p{L}\p{N}.-]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
