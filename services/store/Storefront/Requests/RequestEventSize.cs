using System.Text.Json;

namespace Storefront.Requests;

/// <summary>
/// Checks the size of an event. 256 KB was the limit of EventBridge for one entry for many years, and still is in many
/// emulators and targets: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html.
/// </summary>
internal static class RequestEventSize
{
    /// <summary>Maximum size of an event, in bytes.</summary>
    public const int Longest = 256 * 1024;

    // Size of the envelope: names, ids, times, and a trace state of up to 512 bytes.
    private const int Envelope = 4 * 1024;

    /// <summary>Upper estimate of the bytes on the bus: every character that may be escaped is counted as escaped.</summary>
    public static int Of<T>(T contract) => JsonSerializer.SerializeToUtf8Bytes(contract, JsonSerializerOptions.Web).Length + Envelope;

    /// <summary>An error message if the event is too large, otherwise null.</summary>
    public static string? Problem<T>(T contract) =>
        Of(contract) is var size && size > Longest
            ? $"The event would have {(size + 1023) / 1024} KB, but the maximum is {Longest / 1024} KB. Split the request."
            : null;
}
