using MassTransit;
using MassTransit.Transports;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>Settles the message when MassTransit's receive pipe ends.</summary>
internal sealed class SqsReceiveLockContext(Delivery delivery, MessageSettlement settlement) : ReceiveLockContext
{
    public Task Complete() => settlement.CompleteAsync();

    public Task Faulted(Exception exception) => settlement.FailAsync(exception);

    /// <summary>MassTransit calls this before the consumers start.</summary>
    public Task ValidateLockStatus() => settlement.IsLost
        ? Task.FromException(
            new TransportException(
                new Uri($"queue:{delivery.InFlight.Queue}"), "The message's visibility ended before its consumer could start."))
        : Task.CompletedTask;
}
