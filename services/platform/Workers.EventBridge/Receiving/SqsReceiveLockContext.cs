using MassTransit;
using MassTransit.Transports;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>What happens to a message when its consumers are done: deleted, given back for another try, or dead-lettered.</summary>
internal sealed class SqsReceiveLockContext(Delivery delivery, EndpointQueue endpoint) : ReceiveLockContext
{
    private readonly InFlightMessage _held = delivery.Held;

    /// <summary>Whether MassTransit has said how the message ended.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The place is free now: nobody waits for the delete.</summary>
    public Task Complete()
    {
        IsSettled = true;
        delivery.Consumed();
        endpoint.Failures.Remove(_held.Message.MessageId);
        return endpoint.Deletes.DeleteAsync(_held).AsTask();
    }

    public async Task Faulted(Exception exception)
    {
        IsSettled = true;
        try
        {
            if (_held.Lost.IsCancellationRequested)
                await LoseAsync(exception).ConfigureAwait(false);
            else if (exception is PoisonEventException && endpoint.DeadLetters is { } poisoned)
                await DeadLetterAsync(poisoned, exception).ConfigureAwait(false);
            else
                await FailAsync(exception, endpoint.Failures.Add(_held.Message.MessageId)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Nothing is lost: the message comes back when its visibility ends, at most one visibility timeout from now.
            endpoint.Renewer.Release(_held);
            TransportLog.Warning(
                error,
                "Failed message {MessageId} of {Queue} could not be given back; its visibility timeout will",
                _held.Message.MessageId,
                endpoint.Queue.Name);
        }
    }

    /// <summary>MassTransit asks this before the consumers begin.</summary>
    public Task ValidateLockStatus() => _held.Lost.IsCancellationRequested
        ? Task.FromException(
            new TransportException(
                new Uri($"queue:{endpoint.Queue.Name}"), "The message's visibility ended before its consumer could start."))
        : Task.CompletedTask;

    private Task LoseAsync(Exception exception)
    {
        delivery.Failed(DeliveryOutcome.Lost, exception);
        return GiveBackAsync(0);
    }

    private void Defer(Exception exception)
    {
        delivery.Failed(DeliveryOutcome.Deferred, exception);
        delivery.Note("workers.deferred");
        endpoint.Deferred.Add(_held);
    }

    private Task FailAsync(Exception exception, int failures)
    {
        if (!endpoint.Gate.IsOpen && endpoint.IsDeferrable(_held, failures) && !endpoint.IsTooLongAlone(_held))
        {
            Defer(exception);
            return Task.CompletedTask;
        }

        return endpoint.IsSpent(_held, failures) && endpoint.DeadLetters is { } deadLetters
            ? DeadLetterAsync(deadLetters, exception)
            : TryAgainLaterAsync(exception, failures);
    }

    private Task DeadLetterAsync(DeadLetterQueue deadLetters, Exception exception)
    {
        delivery.Failed(DeliveryOutcome.DeadLettered, exception);
        return endpoint.DeadLetterAsync(deadLetters, delivery, exception);
    }

    private Task TryAgainLaterAsync(Exception exception, int failures)
    {
        var seconds = endpoint.Delay.Seconds(failures);
        delivery.Failed(DeliveryOutcome.Returned, exception);
        delivery.Note("workers.returned", ("workers.returned.delay", seconds));
        TransportLog.Warning(
            "Message {MessageId} of {Queue} failed {Failures} of {MaxReceiveCount} times (receive {ReceiveCount}) and comes back in {Seconds} s: {ExceptionType}: {Reason}",
            _held.Message.MessageId,
            endpoint.Queue.Name,
            failures,
            endpoint.MaxReceiveCount,
            _held.ReceiveCount,
            seconds,
            exception.GetType().Name,
            exception.Describe());
        return GiveBackAsync(seconds);
    }

    /// <summary>Not when it is lost to another: a message that a stop took from its handler is still ours to give back.</summary>
    private async Task GiveBackAsync(int visibilitySeconds)
    {
        if (await endpoint.Renewer.ReleaseAsync(_held).ConfigureAwait(false))
            await endpoint.Sqs.ChangeMessageVisibilityAsync(
                endpoint.Queue.Url, _held.ReceiptHandle, visibilitySeconds).ConfigureAwait(false);
    }
}
