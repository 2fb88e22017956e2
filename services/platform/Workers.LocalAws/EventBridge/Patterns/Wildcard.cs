namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>Text with <c>*</c> for any number of characters, including none; <c>\*</c> and <c>\\</c> are literal.</summary>
internal sealed class Wildcard
{
    private readonly List<string> _parts;

    private Wildcard(string text, List<string> parts) => (Text, _parts) = (text, parts);

    /// <summary>The wildcard as written.</summary>
    public string Text { get; }

    /// <summary>Its characters; null is any number of characters.</summary>
    public IEnumerable<char?> Symbols =>
        _parts.SelectMany((part, index) => part.Select(character => (char?)character).Prepend(null).Skip(index == 0 ? 1 : 0));

    /// <exception cref="FormatException">It has two wildcards in a row, or a backslash before anything else.</exception>
    public static Wildcard Parse(string text)
    {
        var parts = new List<string>();
        var part = new System.Text.StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            var next = index + 1 < text.Length ? text[index + 1] : '\0';
            switch (text[index])
            {
                case '*' when next == '*':
                    throw new FormatException($"Consecutive wildcard characters at pos {Position(text, index)}");
                case '*':
                    parts.Add(part.ToString());
                    part.Clear();
                    break;
                case '\\' when next is '*' or '\\':
                    part.Append(next);
                    index++;
                    break;
                case '\\':
                    throw new FormatException($"Invalid escape character at pos {Position(text, index)}");
                default:
                    part.Append(text[index]);
                    break;
            }
        }

        parts.Add(part.ToString());
        return new Wildcard(text, parts);
    }

    // Event Ruler counts bytes, and the quote before the text.
    private static int Position(string text, int index) => System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(0, index)) + 1;

    public bool Matches(string text)
    {
        if (_parts.Count == 1)
            return text == _parts[0];
        if (text.Length < _parts[0].Length + _parts[^1].Length
            || !text.StartsWith(_parts[0], StringComparison.Ordinal)
            || !text.EndsWith(_parts[^1], StringComparison.Ordinal))
        {
            return false;
        }

        // The first occurrence of each part leaves the most room for later parts, so no backtracking is needed.
        var position = _parts[0].Length;
        var end = text.Length - _parts[^1].Length;
        for (var index = 1; index < _parts.Count - 1; index++)
        {
            var found = text.AsSpan(position, end - position).IndexOf(_parts[index], StringComparison.Ordinal);
            if (found < 0)
                return false;
            position += found + _parts[index].Length;
        }

        return true;
    }
}
