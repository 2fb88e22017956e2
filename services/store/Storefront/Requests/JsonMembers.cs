using System.Text.Json;

namespace Storefront.Requests;

/// <summary>
/// Reads the members of a JSON object and collects all errors: missing members, wrong types, values out of range. Unknown members are
/// errors too, because a misspelled optional member would otherwise be ignored.
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
            return Refuse<string>(member, "It must be text.");
        if (text.Length > longest)
            return Refuse<string>(member, $"It must have at most {longest} characters.");
        if (text.Any(char.IsControl))
            return Refuse<string>(member, "It must not have control characters.");
        return text.Trim().Length == 0 && !mayBeEmpty ? Refuse<string>(member, "It must not be empty.") : text.Trim();
    }

    public int? WholeNumber(string member, int least, int most)
    {
        if (Find(member, optional: false) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            Refuse<string>(member, "It must be a whole number.");
        else if (number < least || number > most)
            Refuse<string>(member, $"It must be between {least} and {most}.");
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
            : Refuse<JsonMembers>(member, "It must be an object.");
    }

    public IReadOnlyList<JsonMembers> Objects(string member, int most)
    {
        if (Find(member, optional: false) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return Refuse<IReadOnlyList<JsonMembers>>(member, "It must be a list.") ?? [];
        if (value.GetArrayLength() == 0 || value.GetArrayLength() > most)
            return Refuse<IReadOnlyList<JsonMembers>>(member, $"It must have 1 to {most} entries.") ?? [];

        var entries = new List<JsonMembers>();
        foreach (var (index, entry) in value.EnumerateArray().Index())
        {
            if (entry.ValueKind == JsonValueKind.Object)
                entries.Add(new JsonMembers(entry, $"{Path(member)}[{index}]", _problems));
            else
                Refuse<string>($"{member}[{index}]", "It must be an object.");
        }

        return entries;
    }

    /// <summary>Adds an error for each unknown member.</summary>
    public void End()
    {
        foreach (var property in _object.EnumerateObject().Where(property => !_asked.Contains(property.Name)))
            Refuse<string>(property.Name, "This member is unknown.");
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

    // An unpaired surrogate is valid JSON, but not valid text.
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
