using MassTransit;
using MassTransit.Logging;
using MassTransit.Transports;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>A message of the queue as MassTransit's receive context.</summary>
internal sealed class SqsReceiveContext : BaseReceiveContext
{
    private readonly CancellationTokenRegistration _lost;

    public SqsReceiveContext(Delivery delivery, ReceiveEndpointContext endpoint)
        : base(delivery.InFlight.ReceiveCount > 1, endpoint, delivery.InFlight, delivery.Received, delivery, NoScheduler.Instance)
    {
        Body = new BytesMessageBody(delivery.Body);
        HeaderProvider = new Headers(delivery.InFlight.Message.MessageId, delivery.Traceparent, delivery.InFlight.GroupId);
        _lost = delivery.InFlight.Lost.Register(Cancel);
    }

    public override MessageBody Body { get; }

    protected override IHeaderProvider HeaderProvider { get; }

    public override void Dispose()
    {
        _lost.Dispose();
        base.Dispose();
    }

    private sealed class Headers(string messageId, string? traceparent, string? groupId) : IHeaderProvider
    {
        public IEnumerable<KeyValuePair<string, object>> GetAll()
        {
            yield return new(MessageHeaders.TransportMessageId, messageId);
            if (traceparent is not null)
                yield return new(DiagnosticHeaders.ActivityId, traceparent);
            if (groupId is not null)
                yield return new(SqsHeaders.MessageGroupId, groupId);
        }

        public bool TryGetHeader(string key, out object value)
        {
            value = key switch
            {
                MessageHeaders.TransportMessageId => messageId,
                DiagnosticHeaders.ActivityId => traceparent!,
                SqsHeaders.MessageGroupId => groupId!,
                _ => null!,
            };
            return value is not null;
        }
    }
}
