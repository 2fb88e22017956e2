using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Workers.EventBridge.Envelope.Foreign;

/// <summary>
/// What a subscriber of a Custom Event Bus sends to its target if its transformer is WITH_METADATA (Amazon EventBridge User Guide, "Transforming
/// events with JSONata"): the published data, the publisher's metadata, and that of EventBridge.
/// </summary>
/// <param name="Id">EventBridge's id of the event; null if it is missing.</param>
/// <param name="Time">When EventBridge received the event.</param>
/// <param name="Headers">The publisher's metadata; null if there is none.</param>
/// <param name="Published">What was published: for PutEvents an EventBridge event, for PutRawEvents anything.</param>
internal sealed record CustomBusDelivery(
    string? Id, DateTimeOffset? Time, IReadOnlyDictionary<string, object>? Headers, JsonElement Published)
{
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out CustomBusDelivery? delivery)
    {
        delivery = null;

        // EventBridge omits other members that have no value.
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("Data", out var data)
            || !json.TryGetProperty("SystemMetadata", out var system)
            || system.ValueKind != JsonValueKind.Object
            || !system.TryGetProperty("aws:DeliveryType", out _))
            return false;

        delivery = new CustomBusDelivery(
            Text(system, "aws:EventId") is { Length: > 0 and <= EnvelopeReader.MaxIdLength } id ? id : null,
            DateTimeOffset.TryParse(Text(system, "aws:IngestionTime"), System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : null,
            json.TryGetProperty("Metadata", out var metadata) ? HeadersOf(metadata) : null,
            data);
        return true;
    }

    private static Dictionary<string, object>? HeadersOf(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
            return null;

        var headers = metadata.EnumerateObject()
            .Where(one => one.Value.ValueKind == JsonValueKind.String && EventHeaders.MayBeRead(one.Name))
            .DistinctBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(one => one.Name, object (one) => one.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
        return headers.Count == 0 ? null : headers;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
