using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workers.EventBridge.Envelope;

/// <summary>How contracts are written and read.</summary>
public static class EventJson
{
    /// <summary>
    /// Members in camel case; unknown members ignored, so that a contract may grow; required members and nullability enforced, so
    /// that what a consumer gets is what its contract promises. Depth at most 64.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // Detail travels as a JSON string inside JSON, and its bytes count towards the limit: escape no more than JSON needs.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = 64,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
