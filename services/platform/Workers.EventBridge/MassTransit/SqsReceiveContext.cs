using MassTransit;
using MassTransit.Logging;
using MassTransit.Transports;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// A message of the queue as MassTransit's receive context. It is also the payload with which MassTransit delivers a message again later.
/// </summary>
internal sealed class SqsReceiveContext : BaseReceiveContext, MessageRedeliveryContext
{
    private readonly Delivery _delivery;
    private readonly CancellationTokenRegistration _lost;

    public SqsReceiveContext(Delivery delivery, EventBridgeReceiveEndpointContext endpoint)
        : base(delivery.InFlight.ReceiveCount > 1, endpoint, delivery.InFlight, delivery.Received, delivery, endpoint.Scheduler)
    {
        _delivery = delivery;
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

    /// <summary>The message itself comes back: it is invisible for the delay.</summary>
    /// <exception cref="NotSupportedException">The message must change, or the delay is longer than SQS allows.</exception>
    Task MessageRedeliveryContext.ScheduleRedelivery(TimeSpan delay, Action<ConsumeContext, SendContext>? callback)
    {
        if (callback is not null)
            throw new NotSupportedException(
                "Redeliver cannot change the message: the same message comes back to the queue. Leave out the callback, or publish another event.");
        if (delay > Redelivery.MaxDelay)
            throw new NotSupportedException(
                $"A message can be redelivered within {Redelivery.MaxDelay.TotalHours} hours, the limit of SQS: {delay} is longer. Choose a shorter delay, or use EventBridge Scheduler to publish an event later.");

        _delivery.RequestRedelivery(delay);
        return Task.CompletedTask;
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
