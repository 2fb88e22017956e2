namespace Workers.EventBridge.Receiving;

/// <summary>
/// Sends wake-up messages. One carries no event: it only keeps a queue from being empty, so that whoever starts workers by their queue's
/// backlog starts one. The first worker that receives it deletes it.
/// </summary>
public interface IWakeUpSender
{
    /// <summary>
    /// Puts one into a queue; needs <c>sqs:GetQueueUrl</c> and <c>sqs:SendMessage</c> on it. Works until the service provider is disposed,
    /// also after the bus's stop.
    /// </summary>
    /// <param name="queueName">The queue's name.</param>
    /// <param name="reason">Its body, for people who look into the queue.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Amazon.SQS.AmazonSQSException">SQS refused it, or there is no such queue.</exception>
    /// <exception cref="InvalidOperationException">There is no bus yet.</exception>
    Task SendAsync(string queueName, string reason, CancellationToken cancellationToken = default);
}
