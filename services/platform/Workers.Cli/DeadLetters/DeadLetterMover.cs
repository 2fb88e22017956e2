using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.Cli.Queues;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>
/// Takes selected messages out of a dead-letter queue. A message is first sent and then deleted: after a kill in between it is in both queues, and
/// the inbox of the worker skips the second. It is never in none.
/// </summary>
/// <param name="sqs">The client.</param>
/// <param name="source">The dead-letter queue.</param>
/// <param name="filter">The selection.</param>
/// <param name="destination">The queue that the messages are sent to before; null to delete them only.</param>
/// <param name="rate">Maximum number of messages a second; null for no limit.</param>
internal sealed class DeadLetterMover(
    IAmazonSQS sqs, DeadLetterQueue source, DeadLetterFilter filter, RedriveDestination? destination, int? rate) : IDisposable
{
    private const int MaxTries = 6;

    private const int BatchSize = 10;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    private readonly MessageSender _sender = new(sqs);
    private readonly TokenBucketRateLimiter? _limiter = MessageRate.Limiter(rate);
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    private int _moved;
    private int _notDeleted;

    /// <summary>Number of messages that were moved or deleted.</summary>
    public int Moved => _moved;

    /// <summary>Number of messages that were sent, but could not be deleted: they are in both queues.</summary>
    public int NotDeleted => _notDeleted;

    /// <summary>Reasons why messages stay, each with the number of messages.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    /// <summary>Moves the selected ones of some messages.</summary>
    /// <returns>Those that stay in the dead-letter queue.</returns>
    public async Task<IReadOnlyList<ReceivedMessage>> MoveAsync(IReadOnlyList<ReceivedMessage> received, CancellationToken cancellationToken)
    {
        var selected = received.Where(one => filter.Selects(one.Message)).ToList();
        var done = new HashSet<ReceivedMessage>();
        try
        {
            if (_limiter is not null && selected.Count > 0)
                using (await _limiter.AcquireAsync(selected.Count, cancellationToken)) { }
            foreach (var (queue, batch) in await ByDestinationAsync(selected, cancellationToken))
            {
                var failures = queue is null ? new Dictionary<int, string>() : await _sender.SendAsync(queue, batch.ConvertAll(one => one.Message), cancellationToken);
                foreach (var reason in failures.Values)
                    _failures.AddOrUpdate(reason, 1, (_, count) => count + 1);
                List<ReceivedMessage> sent = [.. batch.Where((_, index) => !failures.ContainsKey(index))];
                done.UnionWith(sent);

                // What was sent is deleted, also after Ctrl+C.
                await DeleteAsync(sent, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Those that are not done stay.
        }

        return [.. received.Where(one => !done.Contains(one))];
    }

    public void Dispose() => _limiter?.Dispose();

    private async Task<IReadOnlyList<(FoundQueue? Queue, List<ReceivedMessage> Messages)>> ByDestinationAsync(
        List<ReceivedMessage> selected, CancellationToken cancellationToken)
    {
        if (selected.Count == 0)
            return [];
        if (destination is null)
            return [(null, selected)];
        List<(FoundQueue? Queue, ReceivedMessage Message)> found = [];
        foreach (var one in selected)
        {
            if (await destination.OfAsync(one.Message, cancellationToken) is { } queue)
                found.Add((queue, one));
            else
                _failures.AddOrUpdate("The queue of the rule's target is unknown: name it with --to.", 1, (_, count) => count + 1);
        }

        return [.. found.GroupBy(one => one.Queue).Select(group => (group.Key, group.Select(one => one.Message).ToList()))];
    }

    private async Task DeleteAsync(List<ReceivedMessage> sent, CancellationToken cancellationToken)
    {
        foreach (var batch in sent.Chunk(BatchSize))
        {
            var entries = batch.Select((one, index) => new DeleteMessageBatchRequestEntry($"{index}", one.ReceiptHandle)).ToList();
            var count = entries.Count;
            for (var (attempt, delay) = (1, FirstDelay); entries.Count > 0 && attempt <= MaxTries; attempt++, delay *= 2)
            {
                if (attempt > 1)
                    await Task.Delay(delay, cancellationToken);
                var answer = await sqs.DeleteMessageBatchAsync(source.Queue.Url, entries, cancellationToken);
                entries = [.. entries.Where(entry => answer.Failed?.Any(failed => failed.Id == entry.Id) == true)];
            }

            Interlocked.Add(ref _moved, destination is null ? count - entries.Count : count);
            Interlocked.Add(ref _notDeleted, entries.Count);
        }
    }
}
