using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// Reads EventBridge envelopes. It does not depend on the receive transport, so the same consumers run on any MassTransit transport that
/// delivers EventBridge JSON.
/// </summary>
internal sealed class EventDeserializer(EventTypeMap types, TimeProvider time, ContractJson json) : IMessageDeserializer
{
    public ContentType ContentType => EventSerializerFactory.MediaType;

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        // Our receive transport has already parsed the envelope, to find the event's trace.
        var envelope = receiveContext.TryGetPayload<ReceivedEvent>(out var received)
            ? received.Envelope
            : EnvelopeReader.Read(receiveContext.Body.GetBytes());
        return new BodyConsumeContext(receiveContext, Context(envelope, receiveContext.InputAddress, receiveContext));
    }

    /// <summary>Reads what one of MassTransit's outboxes has stored: the detail of an event for the bus, or the envelope for a queue.</summary>
    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        var stored = body.GetBytes();
        var envelope = EventBridgeAddress.TryGetEvent(destinationAddress, out var name)
            ? EnvelopeReader.ReadDetail(stored, name)
            : EnvelopeReader.Read(stored);
        return Context(envelope, destinationAddress, receive: null, stored);
    }

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("eventBridge").Add("contentType", ContentType.MediaType);

    // An event without a message type has no consumer: MassTransit skips it, and the transport decides its outcome.
    private EventSerializerContext Context(EventEnvelope envelope, Uri? destination, ReceiveContext? receive, byte[]? stored = null) => new(
        envelope,
        new EnvelopeMessageContext(envelope, destination, receive),
        types.TryGet(envelope.Name, out var consumed) && !envelope.IsExpired(time.GetUtcNow()) ? consumed : ConsumedEvent.None,
        json.Options,
        stored);
}
