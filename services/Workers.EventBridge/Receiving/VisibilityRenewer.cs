using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Keeps every message in hand invisible to others, the buffered ones included: one timer an endpoint, in batches of ten. It
/// survives errors; what SQS says is gone is taken from its handler.
/// </summary>
internal sealed class VisibilityRenewer(IAmazonSQS sqs, SourceQueue queue, TimeSpan visibility, TimeProvider time)
{
    /// <summary>A message can be invisible for 12 hours in all, from its receive (Amazon SQS Developer Guide, "Visibility timeout").</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<HeldMessage, byte> _held = new();

    /// <summary>Messages in hand.</summary>
    public int Count => _held.Count;

    public void Hold(HeldMessage message) => _held.TryAdd(message, 0);

    public bool LetGo(HeldMessage message) => _held.TryRemove(message, out _);

    /// <summary>Cancels what still runs, when the time to stop is over.</summary>
    public void CancelHandlers()
    {
        foreach (var message in _held.Keys)
            message.Lose();
    }

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond * 200, visibility.Ticks / 6)), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                await RenewAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var due = _held.Keys.Where(message => time.GetElapsedTime(message.RenewedAt) >= visibility / 2);
        foreach (var batch in due.Chunk(10))
        {
            try
            {
                await RenewAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // Half of the visibility timeout is left: the next ticks try again.
                LogContext.Warning?.Log(error, "Visibility of {Count} messages of {Queue} could not be renewed", batch.Length, queue.Name);
            }
        }
    }

    private async Task RenewAsync(HeldMessage[] batch, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var entries = batch.Select((message, index) => new ChangeMessageVisibilityBatchRequestEntry($"{index}", message.ReceiptHandle)
        {
            VisibilityTimeout = Seconds(message),
        });
        var response = await sqs.ChangeMessageVisibilityBatchAsync(queue.Url, [.. entries], cancellationToken).ConfigureAwait(false);

        foreach (var renewed in response.Successful ?? [])
            batch[int.Parse(renewed.Id)].RenewedAt = now;

        foreach (var failed in (response.Failed ?? []).Where(failed => failed.SenderFault == true))
            Lose(batch[int.Parse(failed.Id)], failed.Message);
    }

    private int Seconds(HeldMessage message)
    {
        var left = Longest - time.GetElapsedTime(message.ReceivedAt);
        return (int)Math.Max(1, Math.Min(visibility.TotalSeconds, left.TotalSeconds));
    }

    private void Lose(HeldMessage message, string? reason)
    {
        if (!LetGo(message))
            return;

        LogContext.Warning?.Log("Message {MessageId} of {Queue} is lost to its handler: {Reason}", message.Message.MessageId, queue.Name, reason);
        Activity.Current?.AddEvent(new ActivityEvent("messaging.lease_lost"));
        message.Lose();
    }
}
