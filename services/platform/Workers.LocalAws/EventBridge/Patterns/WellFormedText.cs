using System.Text;
using System.Text.Json;

namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>JSON may escape half of a surrogate pair, which is not a valid string. Such text is rejected on input.</summary>
internal static class WellFormedText
{
    /// <summary>False if valid JSON has a name or a text that is not Unicode.</summary>
    public static bool In(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            return true;

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
