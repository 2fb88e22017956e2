using System.Text.Json;

namespace Workers.EventBridge.Envelope;

/// <summary>The JSON options of a bus; its serializer is created before they are configured.</summary>
internal sealed class ContractJson
{
    public JsonSerializerOptions Options { get; private set; } = EventJson.Options;

    /// <summary>Changes a copy of the options.</summary>
    public void Configure(Func<JsonSerializerOptions, JsonSerializerOptions> configure)
    {
        var options = configure(new JsonSerializerOptions(Options));
        options.MakeReadOnly(populateMissingResolver: true);
        Options = options;
    }
}
