using MassTransit;
using MassTransit.Serialization;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.MassTransit;

/// <summary>Refuses what would choose another serialization: the transport has one, and would ignore it.</summary>
internal static class OneSerialization
{
    public static ConfigurationException Refusal(string what) => new(
        $"{what} has no effect on EventBridge: events are written and read by EventJson.Options, in the transport's own envelope. "
        + "Put [JsonPropertyName], [JsonConverter] and the like on the contract.");

    /// <summary>Runs the user's configuration, and refuses a change of MassTransit's own JSON options.</summary>
    /// <exception cref="ConfigurationException">They were changed.</exception>
    public static void Guard(Action configure)
    {
        // One for the process: other buses in it, on other transports, may have changed it before.
        var before = SystemTextJsonMessageSerializer.Options;
        configure();
        if (ReferenceEquals(before, SystemTextJsonMessageSerializer.Options))
            return;

        SystemTextJsonMessageSerializer.Options = before;
        throw Refusal("ConfigureJsonSerializerOptions");
    }
}
