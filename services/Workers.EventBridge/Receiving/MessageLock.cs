using System.Diagnostics;
using MassTransit;
using MassTransit.Transports;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>What happens to a message when its consumers are done: deleted, given back for another try, or dead-lettered.</summary>
internal sealed class MessageLock(HeldMessage held, EndpointQueue endpoint, string? traceId) : ReceiveLockContext
{
    /// <summary>The place is free now: nobody waits for the delete.</summary>
    public Task Complete() => endpoint.Deletes.DeleteAsync(held).AsTask();

    public async Task Faulted(Exception exception)
    {
        try
        {
            if (held.Lost.IsCancellationRequested)
                await GiveBackAsync(0).ConfigureAwait(false);
            else if (exception is PoisonEventException && endpoint.DeadLetters is { } poisoned)
                await BuryAsync(poisoned, exception).ConfigureAwait(false);
            else if (endpoint.IsLastReceive(held) && !endpoint.Gate.IsOpen)
                endpoint.Parked.Add(held);
            else if (endpoint.IsLastReceive(held) && endpoint.DeadLetters is { } deadLetters)
                await BuryAsync(deadLetters, exception).ConfigureAwait(false);
            else
                await TryAgainLaterAsync(exception).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Nothing is lost: the message comes back when its visibility ends, at most one visibility timeout from now.
            endpoint.Renewer.LetGo(held);
            LogContext.Warning?.Log(
                error,
                "Failed message {MessageId} of {Queue} could not be given back; its visibility timeout will",
                held.Message.MessageId,
                endpoint.Queue.Name);
        }
    }

    /// <summary>MassTransit asks this when the message's span has begun, before its consumers do.</summary>
    public Task ValidateLockStatus()
    {
        held.Span = Activity.Current;
        return held.Lost.IsCancellationRequested
            ? Task.FromException(
                new TransportException(
                    new Uri($"queue:{endpoint.Queue.Name}"), "The message's visibility ended before its consumer could start."))
            : Task.CompletedTask;
    }

    private async Task BuryAsync(DeadLetterQueue deadLetters, Exception exception)
    {
        await deadLetters.SendAsync(held, exception, traceId).ConfigureAwait(false);
        await endpoint.Deletes.DeleteAsync(held).ConfigureAwait(false);
        LogContext.Error?.Log(exception, "Message {MessageId} of {Queue} is dead-lettered after {ReceiveCount} receives: {Reason}",
            held.Message.MessageId, endpoint.Queue.Name, held.ReceiveCount, exception.Tell());
    }

    private Task TryAgainLaterAsync(Exception exception)
    {
        var seconds = endpoint.Delay.Seconds(held.ReceiveCount);
        LogContext.Warning?.Log(
            "Message {MessageId} of {Queue} failed at receive {ReceiveCount} of {MaxReceiveCount} and comes back in {Seconds} s: {ExceptionType}: {Reason}",
            held.Message.MessageId,
            endpoint.Queue.Name,
            held.ReceiveCount,
            endpoint.Queue.MaxReceiveCount,
            seconds,
            exception.GetType().Name,
            exception.Tell());
        return GiveBackAsync(seconds);
    }

    /// <summary>Not when it is lost to another: a message that a stop took from its handler is still ours to give back.</summary>
    private async Task GiveBackAsync(int visibilitySeconds)
    {
        if (await endpoint.Renewer.LetGoAsync(held).ConfigureAwait(false))
            await endpoint.Sqs.ChangeMessageVisibilityAsync(
                endpoint.Queue.Url, held.ReceiptHandle, visibilitySeconds).ConfigureAwait(false);
    }
}
