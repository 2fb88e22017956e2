using System.Text.Json;

namespace Storefront.Requests;

/// <summary>
/// Whether an event fits through EventBridge. 256 KB was the limit of one entry for most of its life, and still is in many
/// emulators and targets: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html.
/// </summary>
internal static class EventSize
{
    /// <summary>The most an event may take, in bytes.</summary>
    public const int Longest = 256 * 1024;

    // What the envelope adds: names, ids, times, and a trace state of up to 512 bytes.
    private const int Envelope = 4 * 1024;

    /// <summary>Bytes on the bus, rather too many than too few: every character that may be escaped is counted as escaped.</summary>
    public static int Of<T>(T contract) => JsonSerializer.SerializeToUtf8Bytes(contract, JsonSerializerOptions.Web).Length + Envelope;

    /// <summary>Null when it fits, else a sentence.</summary>
    public static string? Problem<T>(T contract) =>
        Of(contract) is var size && size > Longest
            ? $"The event of this would take {(size + 1023) / 1024} KB, and {Longest / 1024} KB is the most that can be sent. Split it."
            : null;
}
