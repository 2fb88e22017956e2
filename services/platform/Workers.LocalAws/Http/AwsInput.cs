using System.Text.Json;

namespace Workers.LocalAws.Http;

/// <summary>The members of a request, or of a structure in it. A value of another type is a SerializationException.</summary>
internal readonly struct AwsInput(JsonElement element)
{
    public JsonElement Element => element;

    public string? Text(string name) => Find(name, JsonValueKind.String, "String") is { } value ? ReadText(value, name) : null;

    public int? Integer(string name)
    {
        if (Find(name, JsonValueKind.Number, "Integer") is not { } value)
            return null;
        if (value.TryGetInt32(out var integer))
            return integer;
        throw AwsException.Serialization($"The number at '{name}' can not be converted to an Integer.");
    }

    public bool? Boolean(string name)
    {
        if (!TryGet(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw WrongType(value, name, "Boolean"),
        };
    }

    public double? Number(string name) => Find(name, JsonValueKind.Number, "Number")?.GetDouble();

    public AwsInput? Structure(string name) => Find(name, JsonValueKind.Object, "Structure") is { } value ? new AwsInput(value) : null;

    public List<AwsInput>? Structures(string name)
    {
        if (Find(name, JsonValueKind.Array, "List") is not { } list)
            return null;

        var structures = new List<AwsInput>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                throw WrongType(item, name, "Structure");
            structures.Add(new AwsInput(item));
        }

        return structures;
    }

    public List<string>? Texts(string name)
    {
        if (Find(name, JsonValueKind.Array, "List") is not { } list)
            return null;

        var texts = new List<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? ReadText(item, name) : throw WrongType(item, name, "String"));
        return texts;
    }

    public Dictionary<string, string>? Map(string name)
    {
        if (Structure(name) is not { } structure)
            return null;

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in structure.Members(name))
            map[key] = value.ValueKind == JsonValueKind.String ? ReadText(value, key) : throw WrongType(value, key, "String");
        return map;
    }

    /// <summary>The members of a map whose values are not plain text.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Members(string place)
    {
        foreach (var member in element.EnumerateObject())
            yield return (ReadName(member, place), member.Value);
    }

    /// <summary>The value, if it exists and is not null.</summary>
    public bool TryGet(string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    public JsonElement? RawText(string name) => Find(name, JsonValueKind.String, "String");

    public static AwsException WrongType(JsonElement value, string name, string expected) => AwsException.Serialization(
        $"{value.ValueKind.ToString().ToUpperInvariant()}_VALUE at '{name}' can not be converted to {expected}.");

    private static string ReadText(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw AwsException.Serialization($"The text at '{name}' is not valid Unicode.");
        }
    }

    private static string ReadName(JsonProperty member, string place)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw AwsException.Serialization($"A name in '{place}' is not valid Unicode.");
        }
    }

    private JsonElement? Find(string name, JsonValueKind kind, string expected)
    {
        if (!TryGet(name, out var value))
            return null;
        return value.ValueKind == kind ? value : throw WrongType(value, name, expected);
    }
}
