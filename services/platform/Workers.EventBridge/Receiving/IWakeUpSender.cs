namespace Workers.EventBridge.Receiving;

/// <summary>
/// Sends wake-up messages. A wake-up message has no event: it only makes a queue non-empty, so that an autoscaler that watches the backlog
/// starts a worker. The first worker that receives it deletes it.
/// </summary>
public interface IWakeUpSender
{
    /// <summary>
    /// Sends one to a queue; needs <c>sqs:GetQueueUrl</c> and <c>sqs:SendMessage</c> on it. Works until the service provider is disposed,
    /// also after the bus has stopped.
    /// </summary>
    /// <param name="queueName">The queue's name.</param>
    /// <param name="reason">Its body, for operators who look into the queue.</param>
    /// <param name="delay">How long SQS delays it: none by default, 15 minutes at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Amazon.SQS.AmazonSQSException">SQS rejected it, or the queue does not exist.</exception>
    /// <exception cref="InvalidOperationException">There is no bus yet.</exception>
    Task SendAsync(string queueName, string reason, TimeSpan delay = default, CancellationToken cancellationToken = default);
}
