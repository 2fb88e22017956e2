using System.Text;
using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope.Foreign;

/// <summary>
/// Reads the bodies of an endpoint that are no EventBridge events: SNS notifications, deliveries of a Custom Event Bus, CloudEvents, notifications of S3, and contracts without
/// an envelope. The shape of the JSON decides which; the contract comes from the endpoint's configuration, never from the body.
/// </summary>
/// <param name="consumed">The events that the endpoint consumes.</param>
internal sealed class ForeignBodies(EventTypeMap consumed)
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };

    private readonly Dictionary<string, EventName> _cloudEvents = new(StringComparer.Ordinal);

    /// <summary>The contract of a body without an envelope; null if there is none.</summary>
    public EventName? Raw { get; set; }

    /// <summary>The contract of a notification that S3 itself sends; null if there is none.</summary>
    public EventName? S3 { get; set; }

    /// <summary>Maps a CloudEvent's <c>type</c> to a contract.</summary>
    public void AddCloudEvent(string type, EventName name) => _cloudEvents[type] = name;

    /// <summary>Reads the body.</summary>
    /// <param name="body">The body of the SQS message.</param>
    /// <param name="messageId">SQS's id of the message: the identity of a body that has none.</param>
    /// <param name="problem">Why it is no EventBridge event.</param>
    /// <exception cref="PoisonEventException">It has none of the shapes.</exception>
    public EventEnvelope Read(ReadOnlyMemory<byte> body, string messageId, PoisonEventException problem)
    {
        using var json = Parse(body, problem);
        if (CustomBusDelivery.TryRead(json.RootElement, out var delivery))
            return ReadData(delivery, messageId);
        if (!SnsNotification.TryRead(json.RootElement, out var notification))
            return Read(json.RootElement, messageId, time: null, problem);

        return ReadWithin(Encoding.UTF8.GetBytes(notification.Message), notification.Id, notification.Time);
    }

    /// <summary>If the detail of an EventBridge event is a CloudEvent, the contract is in its data.</summary>
    public EventEnvelope Unwrap(EventEnvelope envelope)
    {
        if (!envelope.IsCloudEvent)
            return envelope;

        using var json = JsonDocument.Parse(envelope.Data, Bounded);
        return CloudEvent.TryRead(json.RootElement, out var cloudEvent)
            ? cloudEvent.ToEnvelope(_cloudEvents.GetValueOrDefault(cloudEvent.Type) ?? envelope.Name) with
            {
                Account = envelope.Account,
                Region = envelope.Region,
                ReplayName = envelope.ReplayName,
            }
            : envelope;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, PoisonEventException problem)
    {
        try
        {
            return JsonDocument.Parse(body, Bounded);
        }
        catch (JsonException)
        {
            throw problem;
        }
    }

    private EventEnvelope ReadData(CustomBusDelivery delivery, string messageId)
    {
        var envelope = ReadWithin(Encoding.UTF8.GetBytes(delivery.Published.GetRawText()), delivery.Id ?? messageId, delivery.Time);
        return delivery.Headers is null || envelope.Metadata is null
            ? envelope
            : envelope with { Metadata = envelope.Metadata with { Headers = envelope.Metadata.Headers ?? delivery.Headers } };
    }

    /// <summary>Reads the body in another one: an EventBridge event, or one of the shapes.</summary>
    private EventEnvelope ReadWithin(byte[] body, string id, DateTimeOffset? time)
    {
        try
        {
            return Unwrap(EnvelopeReader.Read(body));
        }
        catch (PoisonEventException inner)
        {
            using var content = Parse(body, inner);
            return Read(content.RootElement, id, time, inner);
        }
    }

    private EventEnvelope Read(JsonElement json, string id, DateTimeOffset? time, PoisonEventException problem)
    {
        if (CloudEvent.TryRead(json, out var cloudEvent))
            return cloudEvent.ToEnvelope(_cloudEvents.GetValueOrDefault(cloudEvent.Type) ?? consumed.OnlyOne(cloudEvent.Type));
        if (S3Notification.Is(json) && S3 is not null)
            return Bare(S3, json, id, time);
        if (S3Notification.IsTest(json) && S3 is not null)
            return Bare(S3Notification.Test, json, id, time);

        // An EventBridge event with a mistake is not a contract without an envelope.
        if (HasMember(json, "detail-type"))
            throw problem;
        return Raw is not null ? Bare(Raw, json, id, time) : throw Unknown(problem);
    }

    private static EventEnvelope Bare(EventName name, JsonElement json, string id, DateTimeOffset? time) => new()
    {
        Id = id,
        Source = name.Source,
        DetailType = name.DetailType,
        Time = time,
        Metadata = new EventMetadata { EventId = id, EventVersion = name.Version, OccurredAt = time },
        Data = Encoding.UTF8.GetBytes(json.GetRawText()),
    };

    private PoisonEventException Unknown(PoisonEventException problem) => new(
        problem.Reason,
        $"{problem.Message} Nor is it an SNS notification or a delivery of a Custom Event Bus that contains one, a CloudEvent 1.0, a notification of S3{(S3 is null ? " (the endpoint has no S3Notifications<T>())" : "")}, or a contract without an envelope{(Raw is null ? " (the endpoint has no RawMessages<T>())" : "")}.",
        problem);

    private static bool HasMember(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);
}
