using Amazon.SQS;
using Amazon.SQS.Model;
using Benchmarks.Stand;

namespace Benchmarks.Contestants;

/// <summary>
/// The limit: what somebody would write by hand on AWSSDK.SQS, and write well. So many loops, each with a receive for ten under
/// way; the ten are handled at the same time, and deleted in one call for which nobody waits before the end. It renews nothing,
/// returns nothing at a stop, and loses its pace to one slow message.
/// </summary>
internal sealed class BareConsumer : IConsumerContestant
{
    /// <summary>Of one loop: more under way would only mean that the service cannot keep up.</summary>
    private const int MaxDeletes = 8;

    public async Task ConsumeAsync(QueueAddress queue, Work work, Load load, CancellationToken cancellationToken)
    {
        using var sqs = LocalAwsClients.Sqs(queue.Aws);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = Enumerable.Range(0, load.Polls)
            .Select(_ => Task.Run(() => LoopAsync(sqs, queue, work, stopping.Token), cancellationToken))
            .ToList();
        await work.Done.WaitAsync(cancellationToken);
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
    }

    private static async Task LoopAsync(AmazonSQSClient sqs, QueueAddress queue, Work work, CancellationToken stopping)
    {
        var receive = new ReceiveMessageRequest(queue.Url)
        {
            MaxNumberOfMessages = 10,
            WaitTimeSeconds = 20,
            MessageSystemAttributeNames = ["ApproximateReceiveCount"],
        };
        var deleting = new Queue<Task>();
        while (!stopping.IsCancellationRequested)
        {
            List<Message> messages;
            try
            {
                messages = (await sqs.ReceiveMessageAsync(receive, stopping).ConfigureAwait(false)).Messages ?? [];
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }

            await Task.WhenAll(messages.Select(message => work.HandleAsync(BenchmarkEnvelope.Read(message.Body)))).ConfigureAwait(false);
            if (messages.Count > 0)
                deleting.Enqueue(DeleteAsync(sqs, queue, messages));
            while (deleting.TryPeek(out var oldest) && (oldest.IsCompleted || deleting.Count > MaxDeletes))
                await deleting.Dequeue().ConfigureAwait(false);
        }

        await Task.WhenAll(deleting).ConfigureAwait(false);
    }

    private static async Task DeleteAsync(AmazonSQSClient sqs, QueueAddress queue, List<Message> messages) =>
        await sqs.DeleteMessageBatchAsync(
            queue.Url,
            [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))],
            CancellationToken.None).ConfigureAwait(false);
}
