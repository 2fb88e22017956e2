using MassTransit;
using MassTransit.Transports;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>Settles the message when MassTransit's receive pipe ends.</summary>
internal sealed class SqsReceiveLockContext(Delivery delivery, MessageSettlement settlement) : ReceiveLockContext
{
    public Task Complete() => settlement.CompleteAsync();

    public Task Faulted(Exception exception) => settlement.FailAsync(CauseOf(exception));

    /// <summary>MassTransit calls this before the consumers start.</summary>
    public Task ValidateLockStatus() => settlement.IsLost
        ? Task.FromException(
            new TransportException(
                new Uri($"queue:{delivery.InFlight.Queue}"), "The message's visibility ended before its consumer could start."))
        : Task.CompletedTask;

    /// <summary>The consumer's exception, which MassTransit's redelivery replaces by its own if the message cannot be redelivered.</summary>
    private Exception CauseOf(Exception exception)
    {
        if (exception is not TransportException { InnerException: AggregateException { InnerExceptions: [NotSupportedException refusal, var cause] } })
            return exception;

        LogContext.Warning?.Log("A failed message of {Queue} is not redelivered as configured: {Reason}", delivery.InFlight.Queue, refusal.Message);
        return cause;
    }
}
