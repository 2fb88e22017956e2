using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Workers.LocalAws.Http.Query;

/// <summary>Translates the parameters of a request to the JSON input of its operation.</summary>
internal sealed class QueryInput(QueryNames names, string operation)
{
    public ReadOnlyMemory<byte> ToJson(QueryParameter parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, AwsCall.Relaxed))
            WriteStructure(json, parameters);
        return buffer.WrittenMemory;
    }

    private void WriteStructure(Utf8JsonWriter json, QueryParameter structure)
    {
        json.WriteStartObject();
        foreach (var (name, parameter) in structure.Members)
        {
            if (names.InputLists.TryGetValue(name, out var list))
                WriteList(json, list, parameter);
            else if (FindMap(name) is { } map)
                WriteMap(json, map, parameter);
            else if (parameter.Value is { } value && !IsEmptyList(name, value))
                WriteValue(json, name, value);
        }

        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, string member, QueryParameter list)
    {
        json.WriteStartArray(member);
        foreach (var item in list.Items)
        {
            if (item.Value is { } value)
                json.WriteStringValue(value);
            else
                WriteStructure(json, item);
        }

        json.WriteEndArray();
    }

    private void WriteMap(Utf8JsonWriter json, QueryMap map, QueryParameter entries)
    {
        json.WriteStartObject(map.Name);
        foreach (var entry in entries.Items)
        {
            json.WritePropertyName(entry.Find(map.Key)?.Value ?? "");
            if (entry.Find("Value") is { Value: null } structure)
                WriteStructure(json, structure);
            else
                json.WriteStringValue(entry.Find("Value")?.Value ?? "");
        }

        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, string name, string value)
    {
        if (!names.Integers.Contains(name))
            json.WriteString(name, value);
        else if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            json.WriteNumber(name, number);
        else
            throw AwsException.Serialization($"Value {value} for parameter {name} is not a whole number.");
    }

    // botocore names an empty list like its member: "Entries=".
    private bool IsEmptyList(string name, string value) => value.Length == 0 && names.InputLists.Values.Contains(name);

    private QueryMap? FindMap(string name) =>
        names.InputMaps.GetValueOrDefault($"{operation}.{name}") ?? names.InputMaps.GetValueOrDefault(name);
}
