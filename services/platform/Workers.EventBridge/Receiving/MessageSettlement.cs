using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>Settles a message after its consumers: deletes, returns or dead-letters it.</summary>
internal sealed class MessageSettlement(Delivery delivery, EndpointQueue endpoint)
{
    private readonly InFlightMessage _message = delivery.InFlight;

    /// <summary>Whether the message is settled.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether the message's visibility has ended: another worker may have it, and no consumer may start.</summary>
    public bool IsLost => _message.Lost.IsCancellationRequested;

    /// <summary>The consumers succeeded: the message is deleted with the next batch, without waiting for it.</summary>
    public Task CompleteAsync()
    {
        IsSettled = true;
        if (delivery.RedeliverAfter is { } delay)
            return endpoint.KeepsInFlight(_message) ? KeepAsync(delay, exception: null) : new Redelivery(delivery, endpoint).RunAsync(delay);

        delivery.MarkConsumed();
        endpoint.Failures.Remove(_message.Message.MessageId);
        return endpoint.Deletes.DeleteAsync(_message).AsTask();
    }

    /// <summary>A consumer failed: the message is returned, deferred or dead-lettered. Never throws.</summary>
    public async Task FailAsync(Exception exception)
    {
        IsSettled = true;
        try
        {
            if (IsLost)
                await LoseAsync(exception).ConfigureAwait(false);
            else if (exception is PoisonEventException && endpoint.DeadLetters is { } poisoned)
                await DeadLetterAsync(poisoned, exception).ConfigureAwait(false);
            else
                await RetryOrDeadLetterAsync(exception, endpoint.Failures.Add(_message.Message.MessageId)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Nothing is lost: the message comes back within one visibility timeout.
            endpoint.Renewer.Release(_message);
            endpoint.Log.Warning(
                error,
                "Failed message {MessageId} of {Queue} could not be returned; it becomes visible when its visibility timeout ends",
                _message.Message.MessageId,
                endpoint.Queue.Name);
        }
    }

    private Task LoseAsync(Exception exception)
    {
        delivery.MarkFailed(DeliveryOutcome.Lost, exception);
        return GiveBackAsync(0);
    }

    private void Defer(Exception? exception)
    {
        delivery.MarkFailed(DeliveryOutcome.Deferred, exception);
        delivery.AddSpanEvent("workers.deferred");
        endpoint.Deferred.Add(_message);
    }

    private Task RetryOrDeadLetterAsync(Exception exception, int failures)
    {
        if (endpoint.Circuit.IsOpen && endpoint.IsDeferrable(_message, failures) && !endpoint.IsTooLongAlone(_message))
        {
            Defer(exception);
            return Task.CompletedTask;
        }

        return endpoint.IsSpent(_message, failures) && endpoint.DeadLetters is { } deadLetters
            ? DeadLetterAsync(deadLetters, exception)
            : TryAgainLaterAsync(exception, failures);
    }

    private Task DeadLetterAsync(DeadLetterQueue deadLetters, Exception exception)
    {
        delivery.MarkFailed(DeliveryOutcome.DeadLettered, exception);
        return endpoint.DeadLetterAsync(deadLetters, delivery, exception);
    }

    private Task TryAgainLaterAsync(Exception exception, int failures)
    {
        var seconds = endpoint.Delay.Seconds(failures);
        delivery.MarkFailed(DeliveryOutcome.Returned, exception);
        delivery.AddSpanEvent("workers.returned", ("workers.returned.delay", seconds));
        endpoint.Log.Warning(
            "Message {MessageId} of {Queue} failed {Failures} of {MaxFailures} times (receive {ReceiveCount}) and comes back in {Seconds} s: {ExceptionType}: {Reason}",
            _message.Message.MessageId,
            endpoint.Queue.Name,
            failures,
            endpoint.MaxFailures,
            _message.ReceiveCount,
            seconds,
            exception.GetType().Name,
            exception.Describe());
        return endpoint.KeepsInFlight(_message) ? KeepAsync(TimeSpan.FromSeconds(seconds), exception) : GiveBackAsync(seconds);
    }

    /// <summary>Keeps the message in flight for its next attempt, in this process.</summary>
    private Task KeepAsync(TimeSpan delay, Exception? exception)
    {
        _message.Keep(delay);
        Defer(exception);
        return Task.CompletedTask;
    }

    /// <summary>Skips lost messages; a message whose handler was cancelled by a stop is still ours to return.</summary>
    private async Task GiveBackAsync(int visibilitySeconds)
    {
        if (await endpoint.Renewer.ReleaseAsync(_message).ConfigureAwait(false))
            await endpoint.Sqs.ChangeMessageVisibilityAsync(
                endpoint.Queue.Url, _message.ReceiptHandle, visibilitySeconds).ConfigureAwait(false);
    }
}
