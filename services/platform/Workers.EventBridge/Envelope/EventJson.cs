using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Workers.EventBridge.Envelope;

/// <summary>JSON options of contracts.</summary>
public static class EventJson
{
    /// <summary>
    /// Camel-case members; unknown members are ignored, so that a contract may grow; required members and nullability are enforced, so that
    /// consumers get what the contract promises. Null is written for required members that allow it, and for no others. Depth at most 64.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // Detail is a JSON string inside JSON, and its bytes count towards the limit: escape no more than JSON requires.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = 64,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequiredMembers.Modify } },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
