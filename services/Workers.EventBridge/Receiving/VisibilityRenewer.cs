using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Keeps every message in hand invisible to others, the buffered ones included: one timer an endpoint, in batches of ten. It
/// survives errors; what SQS says is gone, or what could not be renewed in time, is taken from its handler.
/// </summary>
internal sealed class VisibilityRenewer(IAmazonSQS sqs, SourceQueue queue, TimeSpan visibility, TimeProvider time)
{
    /// <summary>
    /// A message can be invisible for 12 hours in all, from its receive (Amazon SQS Developer Guide, "Visibility timeout").
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<HeldMessage, byte> _held = new();
    private readonly SemaphoreSlim _calling = new(1);
    private readonly TimeSpan _interval = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond * 200, visibility.Ticks / 6));

    /// <summary>Messages in hand.</summary>
    public int Count => _held.Count;

    public void Hold(HeldMessage message) => _held.TryAdd(message, 0);

    /// <summary>Renews it no more; false when it was out of hand already.</summary>
    public bool LetGo(HeldMessage message) => _held.TryRemove(message, out _);

    /// <summary>The same, and waits for a renewal under way: it could overtake the visibility that is set next.</summary>
    public async Task<bool> LetGoAsync(HeldMessage message)
    {
        var wasHeld = LetGo(message);
        await _calling.WaitAsync().ConfigureAwait(false);
        _calling.Release();
        return wasHeld;
    }

    /// <summary>Cancels what still runs, when the time to stop is over.</summary>
    public void CancelHandlers()
    {
        foreach (var message in _held.Keys)
            message.Lose("the worker stops");
    }

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
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
        foreach (var batch in _held.Keys.Where(IsDue).Chunk(10))
        {
            await _calling.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await RenewAsync([.. batch.Where(_held.ContainsKey)], cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // While visibility is left the next ticks try again.
                LogContext.Warning?.Log(error, "Visibility of {Count} messages of {Queue} could not be renewed", batch.Length, queue.Name);
            }
            finally
            {
                _calling.Release();
            }
        }

        foreach (var message in _held.Keys.Where(message => Left(message) <= TimeSpan.Zero))
            Lose(message, Total(message) < _interval ? "its 12 hours are over" : "it could not be renewed in time");
    }

    private async Task RenewAsync(IReadOnlyList<HeldMessage> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;

        // A call that hangs would let all other messages expire.
        using var late = new CancellationTokenSource(visibility / 4, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var now = time.GetTimestamp();
        var seconds = batch.Select(message => (int)Math.Min(visibility.TotalSeconds, Total(message).TotalSeconds)).ToList();
        var entries = batch.Select((message, index) => new ChangeMessageVisibilityBatchRequestEntry($"{index}", message.ReceiptHandle)
        {
            VisibilityTimeout = seconds[index],
        });
        var response = await sqs.ChangeMessageVisibilityBatchAsync(queue.Url, [.. entries], end.Token).ConfigureAwait(false);

        foreach (var renewed in response.Successful ?? [])
        {
            var index = int.Parse(renewed.Id);
            batch[index].RenewedFor = TimeSpan.FromSeconds(seconds[index]);
            batch[index].RenewedAt = now;
        }

        foreach (var failed in (response.Failed ?? []).Where(failed => failed.SenderFault == true))
            Lose(batch[int.Parse(failed.Id)], failed.Message);
    }

    /// <summary>At half of its time, as long as a renewal would bring more than is left.</summary>
    private bool IsDue(HeldMessage message) =>
        Left(message) is var left && left <= visibility / 2 && Total(message) - left >= TimeSpan.FromSeconds(1);

    /// <summary>Until another worker may get it.</summary>
    private TimeSpan Left(HeldMessage message) => (message.RenewedFor ?? visibility) - time.GetElapsedTime(message.RenewedAt);

    /// <summary>Until SQS makes it visible, however often it was renewed.</summary>
    private TimeSpan Total(HeldMessage message) => Longest - time.GetElapsedTime(message.ReceivedAt);

    private void Lose(HeldMessage message, string? reason)
    {
        if (!LetGo(message))
            return;

        LogContext.Warning?.Log(
            "Message {MessageId} of {Queue} is lost to its handler: {Reason}", message.Message.MessageId, queue.Name, reason);
        message.Lose(reason ?? "it is gone");
    }
}
