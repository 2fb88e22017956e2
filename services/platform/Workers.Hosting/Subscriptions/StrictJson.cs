using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.Hosting.Subscriptions;

/// <summary>
/// Reads JSON written by people: comments and trailing commas are allowed, and an unknown field is an error that names its place.
/// </summary>
public static class StrictJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // A misspelt field must not silently use a default.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 32,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">
    /// It is not JSON, is null, or a field is missing, unknown, duplicate or of another type. The message names the field, and line and
    /// position, counted from 1.
    /// </exception>
    public static T Read<T>(string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("it is null.");
        }
        catch (JsonException error)
        {
            var place = error.LineNumber is { } line ? $" (line {line + 1}, position {error.BytePositionInLine + 1})" : "";
            var field = string.IsNullOrEmpty(error.Path) || error.Path == "$" ? "" : $"field '{error.Path.TrimStart('$', '.')}': ";
            throw new JsonException(field + FirstSentence(error.Message) + place, error);
        }
    }

    // System.Text.Json adds its own path and line, counted from 0, after the first sentence.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
