using System.Diagnostics;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using MassTransit;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Sends an event as one of MassTransit's outboxes has stored it: serialized, with the id and the headers that it had then.</summary>
/// <param name="envelope">The stored event.</param>
/// <param name="body">The same, as it was serialized: the detail of an event for the bus, or the envelope for a queue.</param>
internal sealed class StoredEventSerializer(EventEnvelope envelope, byte[] body) : IMessageSerializer
{
    public ContentType ContentType => EventSerializerFactory.MediaType;

    public Guid EventId => EventIds.ToGuid(envelope.EventId);

    public EventName Name => envelope.Name;

    /// <summary>
    /// X-Ray header of the trace: the outbox serialized the event without a span of this transport, so that often only the current span
    /// knows the trace.
    /// </summary>
    public string? TraceHeader => XRayTraceHeader.FromTraceparent(envelope.Metadata?.Traceparent ?? Activity.Current?.Id);

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => new BytesMessageBody(body);

    /// <summary>The event without its envelope, if it was stored for a queue.</summary>
    public byte[] GetDetail()
    {
        using var json = JsonDocument.Parse(body);
        return Encoding.UTF8.GetBytes(json.RootElement.GetProperty("detail"u8).GetRawText());
    }

    /// <summary>The event as an entry for the bus.</summary>
    public OutgoingEvent ToEvent(EventName name, EventBridgeHostSettings settings) => new(
        EventId, name.Source, name.DetailType, body, envelope.OccurredAt ?? settings.TimeProvider.GetUtcNow(), TraceHeader);
}
