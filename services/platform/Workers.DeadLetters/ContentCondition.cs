using System.Globalization;
using System.Text.Json;

namespace Workers.DeadLetters;

/// <summary>
/// A condition on the content of a message: <c>PATH = VALUE</c> or <c>PATH != VALUE</c>, such as <c>detail.data.orderId = ORD-17</c>. The path leads
/// through the JSON of the body, or with <c>attributes.</c> at its start to a message attribute.
/// </summary>
public sealed record ContentCondition
{
    private const string Example = "detail.data.orderId = ORD-17";

    private readonly string _value;
    private readonly bool _isEqual;

    private ContentCondition(ContentPath path, bool isEqual, string value) => (Path, _isEqual, _value) = (path, isEqual, value);

    /// <summary>The path.</summary>
    public ContentPath Path { get; }

    /// <summary>Reads a condition. The value may stand in quotation marks, single or double.</summary>
    /// <exception cref="FormatException">It is not a condition; the message has an example.</exception>
    public static ContentCondition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
            throw new FormatException($"'{text}' is not a condition. Expected PATH = VALUE or PATH != VALUE, such as {Example}.");
        var isEqual = text[at - 1] != '!';
        return new ContentCondition(
            ContentPath.Parse(text[..(isEqual ? at : at - 1)]), isEqual, Unquoted(text[(at + 1)..].TrimStart('=').Trim()));
    }

    /// <summary>
    /// Whether a message satisfies it. With several values at the path, as in an array, <c>=</c> needs one that is equal, and <c>!=</c> needs none.
    /// Numbers are compared by value. A message without the path satisfies only <c>!=</c>.
    /// </summary>
    public bool IsMet(DeadLetter message) => Path.ValuesOf(message).Any(IsValue) == _isEqual;

    private bool IsValue(string value) =>
        value == _value
        || (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.TryParse(_value, NumberStyles.Float, CultureInfo.InvariantCulture, out var expected)
            && number == expected);

    private static string Unquoted(string text) =>
        text is ['\'' or '"', .., _] && text[^1] == text[0] ? text[1..^1] : text;
}
