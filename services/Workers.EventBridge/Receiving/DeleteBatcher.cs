using System.Threading.Channels;
using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Deletes what is done, in batches of what is there, without a timer. A failed entry is tried again as long as the message is
/// in hand (it is renewed until then), so that a failed delete does not become a redelivery.
/// </summary>
internal sealed class DeleteBatcher
{
    private const int MaxEntries = 10;
    private const int MaxTries = 10;

    private readonly Channel<HeldMessage> _done = Channel.CreateUnbounded<HeldMessage>();
    private readonly IAmazonSQS _sqs;
    private readonly SourceQueue _queue;
    private readonly VisibilityRenewer _renewer;
    private readonly TimeProvider _time;
    private readonly Task[] _deleters;

    public DeleteBatcher(IAmazonSQS sqs, SourceQueue queue, VisibilityRenewer renewer, TimeProvider time, int concurrentCalls)
    {
        _sqs = sqs;
        _queue = queue;
        _renewer = renewer;
        _time = time;
        _deleters = [.. Enumerable.Range(0, concurrentCalls).Select(_ => Task.Run(DeleteAsync))];
    }

    public void Delete(HeldMessage message) => _done.Writer.TryWrite(message);

    /// <summary>Deletes what is waiting, then stops.</summary>
    public Task FlushAsync()
    {
        _done.Writer.TryComplete();
        return Task.WhenAll(_deleters);
    }

    private async Task DeleteAsync()
    {
        var batch = new List<HeldMessage>(MaxEntries);
        while (await _done.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MaxEntries && _done.Reader.TryRead(out var message))
                batch.Add(message);

            for (var attempt = 1; batch.Count > 0 && attempt <= MaxTries; attempt++)
            {
                await DeleteOnceAsync(batch).ConfigureAwait(false);
                if (batch.Count > 0 && attempt < MaxTries)
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5000, 50 << attempt)), _time).ConfigureAwait(false);
            }

            foreach (var message in batch)
            {
                _renewer.LetGo(message);
                LogContext.Error?.Log(
                    "Message {MessageId} of {Queue} is done but could not be deleted: it will be delivered again",
                    message.Message.MessageId,
                    _queue.Name);
            }

            batch.Clear();
        }
    }

    /// <summary>Takes what is deleted out of the batch.</summary>
    private async Task DeleteOnceAsync(List<HeldMessage> batch)
    {
        try
        {
            var entries = batch.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle));
            var response = await _sqs.DeleteMessageBatchAsync(_queue.Url, [.. entries]).ConfigureAwait(false);
            var settled = (response.Successful ?? []).Select(entry => int.Parse(entry.Id))
                .Concat((response.Failed ?? []).Where(entry => entry.SenderFault == true).Select(entry => int.Parse(entry.Id)))
                .OrderDescending()
                .ToList();
            foreach (var index in settled)
            {
                _renewer.LetGo(batch[index]);
                batch.RemoveAt(index);
            }
        }
        catch (Exception error)
        {
            // Whatever it was, such as credentials that could not be refreshed: the next batch needs this loop.
            LogContext.Warning?.Log(error, "Deleting {Count} messages of {Queue} failed, and is tried again", batch.Count, _queue.Name);
        }
    }
}
