using MassTransit;
using MassTransit.Serialization;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.MassTransit;

/// <summary>Rejects a change of the serialization: the transport has exactly one, and would ignore the change.</summary>
internal static class OneSerialization
{
    public static ConfigurationException Refusal(string what) => new(
        $"{what} has no effect on EventBridge: events are written and read by EventJson.Options, in the transport's own envelope. "
        + "Put [JsonPropertyName], [JsonConverter] and the like on the contract.");

    /// <summary>Runs the user's configuration, and rejects a change of MassTransit's own JSON options.</summary>
    /// <exception cref="ConfigurationException">They were changed.</exception>
    public static void Guard(Action configure)
    {
        // The options are global to the process: other buses in it, on other transports, may have changed them before.
        var before = SystemTextJsonMessageSerializer.Options;
        configure();
        if (ReferenceEquals(before, SystemTextJsonMessageSerializer.Options))
            return;

        SystemTextJsonMessageSerializer.Options = before;
        throw new ConfigurationException(
            "ConfigureJsonSerializerOptions of IBusFactoryConfigurator changes the options of all buses in the process, and has no effect on EventBridge. Call ConfigureJsonSerializerOptions of IEventBridgeBusFactoryConfigurator, the cfg of UsingEventBridge.");
    }
}
