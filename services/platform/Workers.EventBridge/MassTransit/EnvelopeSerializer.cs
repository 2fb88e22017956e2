using System.Net.Mime;
using MassTransit;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Writes a message for a queue: the event in the envelope that EventBridge would put around it.</summary>
internal sealed class EnvelopeSerializer(IMessageSerializer details, EventTypeMap types, TimeProvider time) : IMessageSerializer
{
    public ContentType ContentType => details.ContentType;

    /// <summary>The event without its envelope.</summary>
    public byte[] GetDetail<T>(SendContext<T> context)
        where T : class => details.GetMessageBody(context).GetBytes();

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class
    {
        var id = context.MessageId ??= NewId.NextGuid();
        var detail = GetDetail(context);
        return new BytesMessageBody(EnvelopeWriter.Write(types.NameOf(typeof(T)), id, time.GetUtcNow(), detail));
    }
}
