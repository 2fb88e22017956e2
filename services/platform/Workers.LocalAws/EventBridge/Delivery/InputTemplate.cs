using System.Text;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Delivery;

/// <summary>
/// The template of an InputTransformer: JSON, or texts in quotes, one a line, with <c>&lt;variable&gt;</c> placeholders.
/// Sources: the EventBridge user guide, "Amazon EventBridge input transformation", and recorded answers.
/// </summary>
internal sealed class InputTemplate
{
    private readonly List<(string Literal, Func<DeliveredEvent, string?>? Value, bool Quoted)> _segments = [];
    private readonly bool _isText;

    private InputTemplate(bool isText) => _isText = isText;

    /// <exception cref="Http.AwsException">A placeholder has no variable, or the result would not be JSON.</exception>
    public static InputTemplate Parse(InputVariables variables, string text, string target)
    {
        var template = new InputTemplate(text.AsSpan().TrimStart().StartsWith('"'));
        var literal = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            // The characters < and > cannot be escaped: what they enclose is a placeholder.
            if (character == '<' && text.IndexOf('>', index) is var end && end > 0)
            {
                var name = text[(index + 1)..end];
                var value = variables.Find(name) ?? throw EventBridgeError.Validation(
                    $"InputTemplate for target {target} contains invalid placeholder {name}.");
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
        template.CheckResult(target);
        return template;
    }

    /// <summary>The text for the target, or null if it is not JSON: then EventBridge delivers nothing.</summary>
    public string? Render(DeliveredEvent delivered)
    {
        var text = Render(value => value(delivered), out var hasQuotedJson);
        return hasQuotedJson && !_isText && !IsJson(text) ? null : text;
    }

    private string Render(Func<Func<DeliveredEvent, string?>, string?> read, out bool hasQuotedJson)
    {
        hasQuotedJson = false;
        var result = new StringBuilder();
        foreach (var (literal, value, quoted) in _segments)
        {
            result.Append(literal);
            if (value is null)
                continue;
            var json = read(value) ?? "\"\"";
            if (!quoted)
                result.Append(json);
            else if (json[0] == '"')
                result.Append(json.AsSpan(1, json.Length - 2));
            else
                AppendCompact(result, json, ref hasQuotedJson);
        }

        return result.ToString();
    }

    /// <summary>Within quotes AWS inserts JSON as it is, which seldom makes JSON, and drops its quotes in a text.</summary>
    private void AppendCompact(StringBuilder result, string json, ref bool hasQuotedJson)
    {
        hasQuotedJson |= json[0] is '{' or '[';
        var quoted = false;
        for (var index = 0; index < json.Length; index++)
        {
            var character = json[index];
            if (character == '"')
                quoted = !quoted;
            if (quoted ? character != '"' || !_isText : !char.IsWhiteSpace(character) && (character != '"' || !_isText))
                result.Append(character);
            if (quoted && character == '\\')
                result.Append(json[++index]);
        }
    }

    private void CheckResult(string target)
    {
        const string Marker = "placeholder-86dd0ef1";
        var text = Render(_ => $"\"{Marker}\"", out _);
        try
        {
            foreach (var part in _isText ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text])
                CheckJson(part, Marker);
        }
        catch (JsonException error)
        {
            throw EventBridgeError.Validation($"Invalid InputTemplate for target {target} : the result is not JSON ({error.Message})");
        }
    }

    private void CheckJson(string json, string marker)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (_isText && reader.TokenType != JsonTokenType.String)
                throw new JsonException("a line is not a text in quotes");
            if (reader.TokenType == JsonTokenType.PropertyName && reader.GetString()!.Contains(marker, StringComparison.Ordinal))
                throw new JsonException("a placeholder cannot be an object key");
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text, EventEnvelope.Reading);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
