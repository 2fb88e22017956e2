using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Keeps every message in flight invisible to others, including buffered ones: one timer for each endpoint, in batches of ten, the most
/// urgent first; no batch waits for another. It survives errors. If SQS reports a message as gone, or it was not renewed in time, its
/// handler is cancelled.
/// </summary>
internal sealed class VisibilityRenewer(IAmazonSQS sqs, SourceQueue queue, TimeSpan visibility, TimeProvider time, TransportLog log)
{
    /// <summary>
    /// A message can be invisible for 12 hours in total, from its receive (Amazon SQS Developer Guide, "Visibility timeout").
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<InFlightMessage, byte> _inFlight = new();
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond * 200, visibility.Ticks / 6));

    /// <summary>Messages in flight.</summary>
    public int Count => _inFlight.Count;

    public void Track(InFlightMessage message) => _inFlight.TryAdd(message, 0);

    /// <summary>Stops renewing it; false if it was not in flight any more.</summary>
    public bool Release(InFlightMessage message) => _inFlight.TryRemove(message, out _);

    /// <summary>The same, and waits for its running renewal: it could overwrite the visibility that is set next.</summary>
    public async Task<bool> ReleaseAsync(InFlightMessage message)
    {
        bool wasHeld;
        Task renewal;
        lock (_lock)
            (wasHeld, renewal) = (Release(message), message.Renewal);
        await renewal.ConfigureAwait(false);
        return wasHeld;
    }

    /// <summary>Cancels running handlers when the stop has timed out.</summary>
    public void CancelHandlers()
    {
        foreach (var message in _inFlight.Keys)
            message.MarkLost("the worker stops");
    }

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(_interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested)
                Unfailing.Run(() => Renew(cancellationToken));
        }
    }

    private void Renew(CancellationToken cancellationToken)
    {
        foreach (var batch in _inFlight.Keys.Where(IsDue).OrderBy(Left).Chunk(10))
            _ = RenewAsync(batch, cancellationToken);
        foreach (var message in _inFlight.Keys.Where(message => Left(message) <= TimeSpan.Zero))
            MarkLost(message, Total(message) < _interval ? "its 12 hours have ended" : "it was not renewed in time");
    }

    private async Task RenewAsync(InFlightMessage[] due, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<InFlightMessage> batch;
        lock (_lock)
        {
            batch = [.. due.Where(_inFlight.ContainsKey)];
            batch.ForEach(message => message.Renewal = done.Task);
        }

        try
        {
            await RenewAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The next ticks retry while visibility is left.
            if (!cancellationToken.IsCancellationRequested)
                log.Warning(error, "Visibility of {Count} messages of {Queue} could not be renewed", batch.Count, queue.Name);
        }
        finally
        {
            done.SetResult();
        }
    }

    private async Task RenewAsync(List<InFlightMessage> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;

        // The next ticks select a message again only after this call has ended.
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

        foreach (var failed in (response.Failed ?? []).Where(BatchErrors.IsGone))
            MarkLost(batch[int.Parse(failed.Id)], failed.Message);
    }

    /// <summary>True after half of its time, if a renewal would extend it.</summary>
    private bool IsDue(InFlightMessage message) =>
        message.Renewal.IsCompleted && Left(message) is var left && left <= visibility / 2 && Total(message) - left >= TimeSpan.FromSeconds(1);

    /// <summary>Time until another worker may receive it.</summary>
    private TimeSpan Left(InFlightMessage message) => (message.RenewedFor ?? visibility) - time.GetElapsedTime(message.RenewedAt);

    /// <summary>Time until SQS makes it visible, regardless of renewals.</summary>
    private TimeSpan Total(InFlightMessage message) => Longest - time.GetElapsedTime(message.ReceivedAt);

    private void MarkLost(InFlightMessage message, string? reason)
    {
        if (!Release(message))
            return;

        log.Warning(
            "Message {MessageId} of {Queue} is lost, and its handler cancelled: {Reason}", message.Message.MessageId, queue.Name, reason);
        message.MarkLost(reason ?? "it is gone");
    }
}
