using System.Text.Json;

namespace Workers.DeadLetters;

/// <summary>
/// A path to values in a message: names separated by dots, such as <c>detail.data.orderId</c>, through the JSON of the body; an array on the way stands
/// for all its elements. With <c>attributes.</c> at its start it names a message attribute.
/// </summary>
public sealed class ContentPath
{
    private const string Attributes = "attributes";

    private readonly string[] _names;

    private ContentPath(string[] names) => _names = names;

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">A name is empty.</exception>
    public static ContentPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = text.Trim().Split('.');
        return names.All(name => name.Length > 0)
            ? new ContentPath(names)
            : throw new FormatException($"'{text.Trim()}' is not a path. Expected names separated by dots, such as detail.data.orderId.");
    }

    /// <summary>The values at the path as text, objects as JSON; none if the path does not exist or the body is not JSON.</summary>
    public IReadOnlyList<string> ValuesOf(DeadLetter message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_names[0] == Attributes && _names.Length > 1)
            return [.. message.Attributes.Where(attribute => attribute.Name == string.Join('.', _names[1..])).Select(attribute => attribute.Text)];
        try
        {
            using var document = JsonDocument.Parse(message.Body, EventSummary.Reading);
            return [.. Find(document.RootElement, depth: 0)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // It is not JSON, or a text in it is not Unicode.
            return [];
        }
    }

    /// <inheritdoc />
    public override string ToString() => string.Join('.', _names);

    private IEnumerable<string> Find(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(one => Find(one, depth)),
        JsonValueKind.Object when depth < _names.Length =>
            element.TryGetProperty(_names[depth], out var member) ? Find(member, depth + 1) : [],
        _ when depth < _names.Length => [],
        JsonValueKind.String => [element.GetString()!],
        _ => [element.GetRawText()],
    };
}
