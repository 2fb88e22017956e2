using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Cli.Terminals;
using Workers.EventBridge.Diagnostics;

namespace Workers.Cli.DeadLetters;

/// <summary>Masks personal data in an event. It does not know the contracts, so it decides by the names of members.</summary>
internal static class PersonalFields
{
    private const string Masked = "***";

    private static readonly string[] Names =
        ["name", "firstname", "lastname", "fullname", "customername", "recipient", "email", "mail", "phone", "mobile", "street", "address", "city", "postalcode", "postcode", "zip", "iban", "cardnumber", "birthday", "birthdate", "dateofbirth"];

    /// <summary>
    /// The body with the values of members with such a name replaced, and mail addresses masked everywhere. A body that is not JSON has only its mail
    /// addresses masked.
    /// </summary>
    public static string Mask(string body)
    {
        try
        {
            var node = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = 128 });
            return PersonalData.Mask(Apply(node, isPersonal: false)?.ToJsonString(Json.Readable) ?? body);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return PersonalData.Mask(body);
        }
    }

    private static JsonNode? Apply(JsonNode? node, bool isPersonal)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                    members[name] = Apply(value, isPersonal || IsPersonal(name))?.DeepClone();
                return members;
            case JsonArray elements:
                for (var index = 0; index < elements.Count; index++)
                    elements[index] = Apply(elements[index], isPersonal)?.DeepClone();
                return elements;
            case null:
                return null;
            default:
                return isPersonal ? JsonValue.Create(Masked) : node;
        }
    }

    private static bool IsPersonal(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return Names.Any(personal => plain == personal || (personal is "email" or "phone" or "address" or "iban" && plain.EndsWith(personal, StringComparison.Ordinal)));
    }
}
