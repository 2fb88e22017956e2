using System.Net.Mime;
using MassTransit;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Writes a message for a queue: the event in the envelope that EventBridge would put around it.</summary>
internal sealed class EnvelopeSerializer(IMessageSerializer details, EventTypeMap types, TimeProvider time) : IMessageSerializer
{
    public ContentType ContentType => details.ContentType;

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        var id = context.MessageId ??= NewId.NextGuid();
        var detail = details.GetMessageBody(context).GetBytes();
        return new BytesMessageBody(EnvelopeWriter.Write(types.NameOf(typeof(T)), id, time.GetUtcNow(), detail));
    }
}
