using System.Threading.Channels;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Deletes finished messages in batches of those that wait, without a timer. A failed entry goes into the next batch as long as the message
/// is in flight (it is renewed until then), so that a failed delete does not cause a redelivery.
/// </summary>
internal sealed class DeleteBatcher
{
    private const int MaxEntries = 10;

    private readonly Channel<InFlightMessage> _done;
    private readonly IAmazonSQS _sqs;
    private readonly SourceQueue _queue;
    private readonly VisibilityRenewer _renewer;
    private readonly TimeProvider _time;
    private readonly TransportLog _log;
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Task[] _deleters;

    /// <param name="sqs">The client.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="renewer">Keeps messages in flight until they are deleted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For deletes that fail.</param>
    /// <param name="concurrentCalls">Concurrent calls.</param>
    /// <param name="capacity">Messages that may wait for their delete; above that, handlers wait, which limits memory.</param>
    public DeleteBatcher(
        IAmazonSQS sqs, SourceQueue queue, VisibilityRenewer renewer, TimeProvider time, TransportLog log, int concurrentCalls, int capacity)
    {
        _sqs = sqs;
        _queue = queue;
        _renewer = renewer;
        _time = time;
        _log = log;
        _done = Channel.CreateBounded<InFlightMessage>(capacity);
        _deleters = [.. Enumerable.Range(0, concurrentCalls).Select(_ => Task.Run(DeleteAsync))];
    }

    /// <summary>Complete after a flush, or fail.</summary>
    public IReadOnlyList<Task> Loops => _deleters;

    /// <summary>Queues the message for deletion; waits only while too many messages wait.</summary>
    public ValueTask DeleteAsync(InFlightMessage message)
    {
        message.IsSettled = true;
        return _done.Writer.WriteAsync(message, _abandoned.Token);
    }

    /// <summary>Deletes all waiting messages, then stops.</summary>
    public Task FlushAsync()
    {
        _done.Writer.TryComplete();
        return Task.WhenAll(_deleters);
    }

    /// <summary>Abandons the deletes that have not succeeded: those messages will be redelivered.</summary>
    public void Abandon() => _abandoned.Cancel();

    private async Task DeleteAsync()
    {
        var batch = new List<InFlightMessage>(MaxEntries);
        var failures = 0;
        while (batch.Count > 0 || await _done.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MaxEntries && _done.Reader.TryRead(out var message))
                batch.Add(message);

            // Another deleter may have been faster.
            if (batch.Count == 0)
                continue;

            await DeleteOnceAsync(batch).ConfigureAwait(false);
            batch.RemoveAll(IsLost);
            if (batch.Count == 0)
            {
                failures = 0;
                continue;
            }

            var pause = TimeSpan.FromMilliseconds(Math.Min(5000, 50 << Math.Min(failures++, 10)));
            await Task.Delay(pause, _time, _abandoned.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_abandoned.IsCancellationRequested)
                return;
        }
    }

    private bool IsLost(InFlightMessage message)
    {
        if (!message.Lost.IsCancellationRequested)
            return false;

        _log.Error(
            "Message {MessageId} of {Queue} was handled but could not be deleted in time: it will be redelivered",
            message.Message.MessageId,
            _queue.Name);
        return true;
    }

    /// <summary>Removes the deleted messages from the batch.</summary>
    private async Task DeleteOnceAsync(List<InFlightMessage> batch)
    {
        try
        {
            var entries = batch.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle));
            var response = await _sqs.DeleteMessageBatchAsync(_queue.Url, [.. entries]).ConfigureAwait(false);
            var settled = (response.Successful ?? []).Select(entry => int.Parse(entry.Id))
                .Concat((response.Failed ?? []).Where(BatchErrors.IsGone).Select(entry => int.Parse(entry.Id)))
                .OrderDescending()
                .ToList();
            foreach (var index in settled)
            {
                _renewer.Release(batch[index]);
                batch.RemoveAt(index);
            }
        }
        catch (Exception error)
        {
            // Any exception, such as failed credentials: the next batch needs this loop.
            _log.Warning(error, "Deleting {Count} messages of {Queue} failed and is retried", batch.Count, _queue.Name);
        }
    }
}
