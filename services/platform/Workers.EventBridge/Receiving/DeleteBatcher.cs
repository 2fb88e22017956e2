using System.Threading.Channels;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Deletes what is done, in batches of what is there, without a timer. A failed entry goes with the next batch for as long as the
/// message is in hand (it is renewed until then), so that a failed delete does not become a redelivery.
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
    /// <param name="renewer">Keeps messages in hand until they are deleted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For deletes that fail.</param>
    /// <param name="concurrentCalls">Calls at the same time.</param>
    /// <param name="capacity">Messages that may wait for their delete; handlers wait when there are more, and so memory is bounded.</param>
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

    /// <summary>End when they are flushed, or fail.</summary>
    public IReadOnlyList<Task> Loops => _deleters;

    /// <summary>Has the message deleted soon; waits only while too many wait already.</summary>
    public ValueTask DeleteAsync(InFlightMessage message) => _done.Writer.WriteAsync(message, _abandoned.Token);

    /// <summary>Deletes what is waiting, then stops.</summary>
    public Task FlushAsync()
    {
        _done.Writer.TryComplete();
        return Task.WhenAll(_deleters);
    }

    /// <summary>Abandons the deletes that have not succeeded: those messages will be delivered again.</summary>
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
            "Message {MessageId} of {Queue} is done but could not be deleted in time: it will be delivered again",
            message.Message.MessageId,
            _queue.Name);
        return true;
    }

    /// <summary>Takes what is deleted out of the batch.</summary>
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
            // Whatever it was, such as credentials that could not be refreshed: the next batch needs this loop.
            _log.Warning(error, "Deleting {Count} messages of {Queue} failed, and is tried again", batch.Count, _queue.Name);
        }
    }
}
