using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.Cli.Queues;

namespace Workers.Cli.DeadLetters;

/// <summary>
/// Reads all messages of a queue once. SQS can only receive messages, which hides them from others until the visibility timeout ends: so what
/// stays in the queue is made visible again at the end, also after Ctrl+C. Killed, its messages become visible when the timeout ends.
/// </summary>
/// <param name="sqs">The client.</param>
/// <param name="queue">The queue.</param>
/// <param name="visibility">For how long a message is hidden at most.</param>
/// <param name="time">The clock.</param>
internal sealed class DeadLetterReader(IAmazonSQS sqs, FoundQueue queue, TimeSpan visibility, TimeProvider time)
{
    /// <summary>Messages that one of the parallel receivers has to itself.</summary>
    private const int MessagesPerReceiver = 100;

    private const int MaxReceivers = 16;

    /// <summary>After Ctrl+C a call is awaited, because SQS may have hidden its messages already; for this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A share of the visibility timeout that is left for calls under way.</summary>
    private const double Margin = 0.1;

    private readonly ConcurrentDictionary<string, byte> _seen = new(StringComparer.Ordinal);
    private readonly HiddenMessages _hidden = new(sqs, queue.Url);

    /// <summary>
    /// Whether reading ends before the first messages that stay in the queue are visible again; true by default. If none stays, it may take longer.
    /// </summary>
    public bool EndsInTime { get; init; } = true;

    /// <summary>Parallel receivers at most.</summary>
    public int Receivers { get; init; } = MaxReceivers;

    /// <summary>Reads until the queue has no visible message, or the visibility timeout is near.</summary>
    /// <param name="handle">Handles up to ten messages, and returns those that stay in the queue.</param>
    /// <param name="progress">Receives the number of messages read so far.</param>
    /// <param name="stopping">Ends it early.</param>
    public async Task<ReadResult> ReadAsync(
        Func<IReadOnlyList<ReceivedMessage>, CancellationToken, Task<IReadOnlyList<ReceivedMessage>>> handle, IProgress<int> progress, CancellationToken stopping)
    {
        var end = EndsInTime ? time.GetUtcNow() + (visibility * (1 - Margin)) : DateTimeOffset.MaxValue;
        var incomplete = 0;
        using var calls = new CancellationTokenSource();
        await using var stop = stopping.Register(() => calls.CancelAfter(Patience));
        try
        {
            // Only one receiver keeps the order of a FIFO queue.
            var receivers = queue.IsFifo ? 1 : Math.Clamp(queue.Messages / MessagesPerReceiver, 1, Math.Clamp(Receivers, 1, MaxReceivers));
            await Task.WhenAll(Enumerable.Range(0, receivers).Select(async _ =>
            {
                if (!await ReceiveAsync(end, handle, progress, calls.Token, stopping))
                    Interlocked.Exchange(ref incomplete, 1);
            }));
        }
        finally
        {
            await _hidden.ShowAsync();
        }

        stopping.ThrowIfCancellationRequested();
        return new ReadResult(_seen.Count, incomplete == 0, _hidden.Left);
    }

    /// <returns>Whether the queue has no visible message.</returns>
    private async Task<bool> ReceiveAsync(
        DateTimeOffset end,
        Func<IReadOnlyList<ReceivedMessage>, CancellationToken, Task<IReadOnlyList<ReceivedMessage>>> handle,
        IProgress<int> progress,
        CancellationToken calls,
        CancellationToken stopping)
    {
        while (time.GetUtcNow() < end && !stopping.IsCancellationRequested)
        {
            var messages = await ReceiveAsync(calls);
            if (messages is null)
                return false;
            if (messages.Count == 0)
                return true;

            // SQS delivers at least once: a copy of a message is put back with it.
            var received = messages.ConvertAll(ReceivedMessage.Of);
            var fresh = received.Where(message => _seen.TryAdd(message.Message.MessageId, 0)).ToList();
            _hidden.Add(received.Except(fresh));
            IReadOnlyList<ReceivedMessage> left = fresh;
            try
            {
                left = await handle(fresh, stopping);
            }
            finally
            {
                _hidden.Add(left);
            }

            progress.Report(_seen.Count);
        }

        return false;
    }

    /// <returns>The messages, none if the queue is empty; null if SQS hands out no more before others are visible again.</returns>
    private async Task<List<Message>?> ReceiveAsync(CancellationToken calls)
    {
        try
        {
            // A long poll asks all servers of SQS: an empty answer means an empty queue.
            var answer = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(queue.Url)
                {
                    MaxNumberOfMessages = 10,
                    WaitTimeSeconds = 1,
                    VisibilityTimeout = (int)visibility.TotalSeconds,
                    MessageAttributeNames = ["All"],
                    MessageSystemAttributeNames = ["All"],
                },
                calls);
            return answer.Messages ?? [];
        }
        catch (OverLimitException)
        {
            // About 120,000 messages of a queue can be hidden (Amazon SQS Developer Guide, "Message quotas").
            return null;
        }
    }
}

/// <summary>The end of a reading.</summary>
/// <param name="Messages">Number of messages that were read.</param>
/// <param name="IsComplete">Whether no visible message was left.</param>
/// <param name="Hidden">Number of messages that could not be made visible again, and stay hidden until the visibility timeout ends.</param>
internal sealed record ReadResult(int Messages, bool IsComplete, int Hidden);
