using System.Text;
using System.Text.Json;
using System.Xml;

namespace Workers.LocalAws.Http.Query;

/// <summary>Translates the JSON output of an operation, and errors, to XML.</summary>
internal sealed class QueryOutput(QueryNames names)
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        // A carriage return must be an entity: a parser would change it to a line feed.
        NewLineHandling = NewLineHandling.Entitize,
        CheckCharacters = false,
    };

    /// <param name="operation">The operation.</param>
    /// <param name="output">Its output, or null if it has none.</param>
    /// <param name="requestId">The id of the request.</param>
    public byte[] ToXml(string operation, JsonElement? output, string requestId) => Write(xml =>
    {
        xml.WriteStartElement($"{operation}Response", names.XmlNamespace);
        if (output is { } structure)
        {
            xml.WriteStartElement($"{operation}Result");
            WriteStructure(xml, operation, structure);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public byte[] ToXml(AwsException error, string requestId) => Write(xml =>
    {
        xml.WriteStartElement("ErrorResponse", names.XmlNamespace);
        xml.WriteStartElement("Error");
        xml.WriteElementString("Type", error.Status < 500 ? "Sender" : "Receiver");
        xml.WriteElementString("Code", error.Type == AwsException.SerializationType ? "MalformedInput" : error.Code);
        xml.WriteElementString("Message", names.ErrorMessages.GetValueOrDefault(error.Code, error.Message));
        xml.WriteElementString("Detail", null);
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", requestId);
        xml.WriteEndElement();
    });

    private static byte[] Write(Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
            write(xml);
        return buffer.ToArray();
    }

    private void WriteStructure(XmlWriter xml, string operation, JsonElement structure)
    {
        foreach (var member in structure.EnumerateObject())
        {
            if (names.OutputLists.TryGetValue(member.Name, out var item))
                WriteList(xml, operation, item.Replace("*", operation, StringComparison.Ordinal), member.Value);
            else if (names.OutputMaps.TryGetValue(member.Name, out var map))
                WriteMap(xml, operation, map, member.Value);
            else
                xml.WriteElementString(member.Name, Text(member.Value));
        }
    }

    private void WriteList(XmlWriter xml, string operation, string element, JsonElement list)
    {
        foreach (var item in list.EnumerateArray())
        {
            xml.WriteStartElement(element);
            WriteValue(xml, operation, item);
            xml.WriteEndElement();
        }
    }

    private void WriteMap(XmlWriter xml, string operation, QueryMap map, JsonElement entries)
    {
        foreach (var entry in entries.EnumerateObject())
        {
            xml.WriteStartElement(map.Name);
            xml.WriteElementString(map.Key, entry.Name);
            xml.WriteStartElement("Value");
            WriteValue(xml, operation, entry.Value);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
    }

    private void WriteValue(XmlWriter xml, string operation, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            WriteStructure(xml, operation, value);
        else
            xml.WriteString(Text(value));
    }

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
