using System.Text.Json;

namespace Storefront.Requests;

/// <summary>
/// Reads the members of a JSON object one by one and notes each that is missing, of the wrong type or out of bounds, so that a
/// caller learns of all of them at once. What it was not asked for is noted too: a misspelt optional member would go unseen.
/// </summary>
internal sealed class JsonMembers
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly Problems _problems;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public JsonMembers(JsonElement json, string path, Problems problems) => (_object, _path, _problems) = (json, path, problems);

    public string? Text(string member, int longest, bool optional = false, bool mayBeEmpty = false)
    {
        if (Find(member, optional) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String || Decode(value) is not { } text)
            return Refuse<string>(member, "Text is needed.");
        if (text.Length > longest)
            return Refuse<string>(member, $"At most {longest} characters are allowed.");
        if (text.Any(char.IsControl))
            return Refuse<string>(member, "Control characters are not allowed.");
        return text.Trim().Length == 0 && !mayBeEmpty ? Refuse<string>(member, "It must not be empty.") : text.Trim();
    }

    public int? WholeNumber(string member, int least, int most)
    {
        if (Find(member, optional: false) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            Refuse<string>(member, "A whole number is needed.");
        else if (number < least || number > most)
            Refuse<string>(member, $"{least} to {most} is allowed.");
        else
            return (int)number;
        return null;
    }

    public JsonMembers? Object(string member, bool optional = false)
    {
        if (Find(member, optional) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Object
            ? new JsonMembers(value, Path(member), _problems)
            : Refuse<JsonMembers>(member, "An object is needed.");
    }

    public IReadOnlyList<JsonMembers> Objects(string member, int most)
    {
        if (Find(member, optional: false) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return Refuse<IReadOnlyList<JsonMembers>>(member, "A list is needed.") ?? [];
        if (value.GetArrayLength() == 0 || value.GetArrayLength() > most)
            return Refuse<IReadOnlyList<JsonMembers>>(member, $"1 to {most} entries are allowed.") ?? [];

        var entries = new List<JsonMembers>();
        foreach (var (index, entry) in value.EnumerateArray().Index())
        {
            if (entry.ValueKind == JsonValueKind.Object)
                entries.Add(new JsonMembers(entry, $"{Path(member)}[{index}]", _problems));
            else
                Refuse<string>($"{member}[{index}]", "An object is needed.");
        }

        return entries;
    }

    /// <summary>Notes what nobody asked for.</summary>
    public void End()
    {
        foreach (var property in _object.EnumerateObject().Where(property => !_asked.Contains(property.Name)))
            Refuse<string>(property.Name, "This member is not known.");
    }

    public T? Refuse<T>(string member, string problem)
        where T : class
    {
        _problems.Add(Path(member), problem);
        return null;
    }

    private JsonElement? Find(string member, bool optional)
    {
        _asked.Add(member);
        if (_object.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null)
            return value;
        if (!optional)
            Refuse<string>(member, "It is missing.");
        return null;
    }

    // A lone half of a surrogate pair is JSON, but no text.
    private static string? Decode(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string Path(string member) => _path.Length == 0 ? member : $"{_path}.{member}";
}
