using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// Masks what looks like an email address in texts that others wrote, such as the message of an exception: a mail server repeats the
/// address that it refuses, and a database the value that it does not take.
/// </summary>
public static class PersonalData
{
    private const string MarksInNames = "._%+'/=!#$&*?^`{|}~-";

    /// <summary>The text with <c>j***@example.com</c> for each address; the same object where there is none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Mask(string? text)
    {
        if (text is null)
            return null;

        // From each @ to both sides, not from left to right: most texts have none, and SQL and JSON have many with no name before them.
        StringBuilder? masked = null;
        var copied = 0;
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var name = at;
            while (name > copied && IsOfName(text[name - 1]))
                name--;
            var end = at + 1;
            while (end < text.Length && IsOfDomain(text[end]))
                end++;
            if (name == at || end == at + 1)
                continue;

            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, name + 1 - copied).Append("***").Append(text, at, end - at);
            copied = end;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsOfName(char one) => IsLetterOrNumber(one) || MarksInNames.Contains(one, StringComparison.Ordinal);

    private static bool IsOfDomain(char one) => IsLetterOrNumber(one) || one is '.' or '-';

    private static bool IsLetterOrNumber(char one) => char.IsLetter(one) || char.IsNumber(one);
}
