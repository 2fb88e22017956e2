using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>Makes one receive call at a time.</summary>
internal sealed class SqsPoller(IAmazonSQS sqs, SourceQueue queue, TimeSpan visibility, TimeProvider time, TransportLog log)
{
    /// <summary>ReceiveMessage returns at most ten messages (Amazon SQS API Reference).</summary>
    public const int MaxMessages = 10;

    private readonly WakeUpMessages _wakeUps = new(sqs, queue, log);

    public async Task<IReadOnlyList<InFlightMessage>> ReceiveAsync(int maxMessages, int waitTimeSeconds, CancellationToken cancellationToken)
    {
        var response = await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest(queue.Url)
            {
                MaxNumberOfMessages = maxMessages,
                WaitTimeSeconds = waitTimeSeconds,
                VisibilityTimeout = (int)visibility.TotalSeconds,
                MessageSystemAttributeNames =
                [
                    "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "SentTimestamp", "AWSTraceHeader", "MessageGroupId",
                ],
                MessageAttributeNames = ["All"],

                // A call that the SDK repeats gets the same messages: otherwise their groups would be blocked for a visibility timeout.
                ReceiveRequestAttemptId = queue.IsFifo ? Guid.NewGuid().ToString() : null,
            },
            cancellationToken).ConfigureAwait(false);

        var received = time.GetTimestamp();
        var messages = await _wakeUps.RemoveAsync(response.Messages ?? [], cancellationToken).ConfigureAwait(false);
        return [.. messages.Select(message => new InFlightMessage(message, queue.Name, received))];
    }
}
