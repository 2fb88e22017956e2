using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// Masks text that looks like an email address in texts from elsewhere, such as exception messages: a mail server repeats the address that
/// it rejects, and a database the value that it rejects. Runs in linear time.
/// </summary>
internal static class PersonalData
{
    // RFC 5322, section 3.2.3.
    private const string MarksInNames = "._%+'/=!#$&*?^`{|}~-";

    /// <summary>
    /// The text with <c>j***@example.com</c> for each address, unescaped if one of them was escaped as in a URL; the same object if it has
    /// no address.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Mask(string? text)
    {
        if (text?.Contains("%40", StringComparison.Ordinal) != true)
            return MaskPlain(text);
        var plain = Uri.UnescapeDataString(text);
        var masked = MaskPlain(plain);
        return ReferenceEquals(masked, plain) ? text : masked;
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? MaskPlain(string? text)
    {
        if (text is null)
            return null;

        // Search from each @ in both directions, not from left to right: most texts have none, and SQL and JSON have many with no name
        // before them.
        StringBuilder? masked = null;
        var copied = 0;
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var name = StartOfName(text, copied, at);
            if (name == at)
                continue;
            var (last, end) = LastOfRun(text, at);
            at = end - 1;
            if (last < 0)
                continue;

            var shown = char.IsSurrogate(text[name]) ? 0 : 1;
            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, name + shown - copied).Append("***").Append(text, last, end - last);
            copied = end;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Start of the name before an @; the @ itself if there is none.</summary>
    private static int StartOfName(string text, int from, int at)
    {
        // After a mark it may not be an address: a parameter of SQL (a=@p0), a name in JSON, a placeholder of a template. Those have no
        // dot.
        if (at > from && !IsOfWord(text[at - 1]) && !HasDot(text, at + 1))
            return at;

        // A quoted name may contain anything (RFC 5321, section 4.1.2).
        if (at - from > 1 && text[at - 1] == '"')
            return text.LastIndexOf('"', at - 2, at - 1 - from) is >= 0 and var quote ? quote : at;

        var start = at;
        while (start > from && IsOfName(text[start - 1]))
            start--;
        return start;
    }

    /// <summary>
    /// Of several @ with only name characters between them the last one counts: those before are part of the name. Negative if no domain
    /// follows any of them. Also returns the end of the domain, or else the end of them all.
    /// </summary>
    private static (int At, int End) LastOfRun(string text, int at)
    {
        var last = -1;
        var end = at;
        for (; end < text.Length && (text[end] == '@' || IsOfName(text[end])); end++)
        {
            if (text[end] == '@' && EndOfDomain(text, end + 1) > end + 1)
                last = end;
        }

        return last < 0 ? (last, end) : (last, EndOfDomain(text, last + 1));
    }

    private static bool HasDot(string text, int from) => text.IndexOf('.', from, EndOfDomain(text, from) - from) >= 0;

    private static int EndOfDomain(string text, int from)
    {
        // A bracket starts an IP address.
        var end = from;
        while (end < text.Length && (IsOfWord(text[end]) || text[end] is '.' or '-' || (end == from && text[end] == '[')))
            end++;
        return end;
    }

    private static bool IsOfName(char one) => IsOfWord(one) || MarksInNames.Contains(one, StringComparison.Ordinal);

    // Everything beyond ASCII (RFC 6531, section 3.3), including signs and joiners.
    private static bool IsOfWord(char one) => char.IsAsciiLetterOrDigit(one) || (one > 127 && !char.IsWhiteSpace(one));
}
