using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>
/// The template of an InputTransformer: JSON, or a text in quotes, with <c>&lt;variable&gt;</c> placeholders for parts of the event.
/// Source: the EventBridge user guide, "Amazon EventBridge input transformation".
/// </summary>
internal sealed class InputTemplate
{
    private readonly List<(string Literal, Func<DeliveredEvent, string?>? Value, bool Quoted)> _segments = [];

    /// <exception cref="FormatException">A path is invalid, or the result would not be JSON.</exception>
    public static InputTemplate Parse(IReadOnlyDictionary<string, string> paths, string text)
    {
        var variables = paths.ToDictionary(path => path.Key, path => JsonPath.Parse(path.Value), StringComparer.Ordinal);
        var template = new InputTemplate();
        var literal = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '<' && text.IndexOf('>', index) is var end && end > 0
                && Variable(variables, text[(index + 1)..end]) is { } value)
            {
                template._segments.Add((literal.ToString(), value, quoted));
                literal.Clear();
                index = end;
                continue;
            }

            literal.Append(character);
            if (quoted && character == '\\' && index + 1 < text.Length)
                literal.Append(text[++index]);
            else if (character == '"')
                quoted = !quoted;
        }

        template._segments.Add((literal.ToString(), null, false));
        template.CheckResult();
        return template;
    }

    public string Render(DeliveredEvent delivered) => Render(value => value(delivered));

    private string Render(Func<Func<DeliveredEvent, string?>, string?> read)
    {
        var result = new StringBuilder();
        foreach (var (literal, value, quoted) in _segments)
        {
            result.Append(literal);
            if (value is not null)
                result.Append(quoted ? Inside(read(value)) : read(value) ?? "null");
        }

        return result.ToString();
    }

    private void CheckResult()
    {
        try
        {
            using var _ = JsonDocument.Parse(Render(_ => null));
        }
        catch (JsonException error)
        {
            throw new FormatException($"the result is not JSON ({error.Message})", error);
        }
    }

    /// <summary>A value, given as JSON, for use between quotes.</summary>
    private static string Inside(string? json)
    {
        if (json is null)
            return "";
        return json[0] == '"' ? json[1..^1] : JsonEncodedText.Encode(json, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
    }

    private static Func<DeliveredEvent, string?>? Variable(Dictionary<string, JsonPath> variables, string name) => name switch
    {
        "aws.events.rule-arn" => static delivered => Text(delivered.RuleArn),
        "aws.events.rule-name" => static delivered => Text(delivered.RuleName),
        "aws.events.event.ingestion-time" => static delivered =>
            Text(delivered.IngestedAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
        "aws.events.event.json" => static delivered => Encoding.UTF8.GetString(delivered.Envelope),
        "aws.events.event" => static delivered => WithoutDetail(delivered.Root),
        _ when variables.TryGetValue(name, out var path) => delivered => path.Find(delivered.Root)?.GetRawText(),
        _ => null,
    };

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string WithoutDetail(JsonElement root) =>
        $"{{{string.Join(',', root.EnumerateObject().Where(member => member.Name != "detail").Select(member => member.ToString()))}}}";
}
