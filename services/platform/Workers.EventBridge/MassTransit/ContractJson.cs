using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit.Serialization.JsonConverters;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.MassTransit;

/// <summary>The JSON options of a bus; its serializer is created before they are configured.</summary>
internal sealed class ContractJson
{
    /// <summary>Those of all contracts, and for the contracts of MassTransit: interfaces, and the addresses of message data.</summary>
    private static readonly JsonSerializerOptions Default = new(EventJson.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequiredMembers.Modify, InterfaceContracts.Modify } },
        Converters = { new SystemTextJsonMessageDataConverter() },
    };

    public JsonSerializerOptions Options { get; private set; } = Default;

    /// <summary>Changes a copy of the options.</summary>
    public void Configure(Func<JsonSerializerOptions, JsonSerializerOptions> configure)
    {
        var options = configure(new JsonSerializerOptions(Options));
        options.MakeReadOnly(populateMissingResolver: true);
        Options = options;
    }
}
