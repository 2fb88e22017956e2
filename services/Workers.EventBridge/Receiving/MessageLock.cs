using MassTransit;
using MassTransit.Transports;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>What happens to a message when its consumers are done: deleted, given back for another try, or dead-lettered.</summary>
internal sealed class MessageLock(HeldMessage held, EndpointQueue endpoint, string? traceId) : ReceiveLockContext
{
    /// <summary>The place is free now: nobody waits for the delete.</summary>
    public Task Complete()
    {
        endpoint.Deletes.Delete(held);
        return Task.CompletedTask;
    }

    public async Task Faulted(Exception exception)
    {
        try
        {
            if (held.Lost.IsCancellationRequested)
                await GiveBackAsync(0).ConfigureAwait(false);
            else if (IsHopeless(exception) && endpoint.DeadLetters is { } deadLetters)
                await BuryAsync(deadLetters, exception).ConfigureAwait(false);
            else
                await GiveBackAsync(endpoint.Delay.Seconds(held.ReceiveCount)).ConfigureAwait(false);
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

    public Task ValidateLockStatus() => held.Lost.IsCancellationRequested
        ? Task.FromException(
            new TransportException(
                new Uri($"queue:{endpoint.Queue.Name}"), "The message's visibility ended before its consumer could start."))
        : Task.CompletedTask;

    private bool IsHopeless(Exception exception) =>
        exception is PoisonEventException || held.ReceiveCount >= endpoint.Queue.MaxReceiveCount;

    private async Task BuryAsync(DeadLetterQueue deadLetters, Exception exception)
    {
        await deadLetters.SendAsync(held, exception, traceId).ConfigureAwait(false);
        endpoint.Deletes.Delete(held);
        LogContext.Error?.Log("Message {MessageId} of {Queue} is dead-lettered after {ReceiveCount} receives: {Reason}",
            held.Message.MessageId, endpoint.Queue.Name, held.ReceiveCount, exception.Message);
    }

    /// <summary>Not when it is lost to another: a message that a stop took from its handler is still ours to give back.</summary>
    private async Task GiveBackAsync(int visibilitySeconds)
    {
        if (await endpoint.Renewer.LetGoAsync(held).ConfigureAwait(false))
            await endpoint.Sqs.ChangeMessageVisibilityAsync(
                endpoint.Queue.Url, held.ReceiptHandle, visibilitySeconds).ConfigureAwait(false);
    }
}
