using System.Text;
using Amazon.SQS.Model;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>A queue that messages are sent to; its URL is read once.</summary>
internal sealed class SendQueue(EventBridgeHostConfiguration host, string name)
{
    /// <summary>Maximum bytes of a message (Amazon SQS Developer Guide, "Message quotas").</summary>
    private const int MaxSize = 1_048_576;

    private volatile string? _url;

    /// <summary>Sends the message.</summary>
    /// <exception cref="EventPublishException">The message is too large.</exception>
    /// <exception cref="QueueMissingException">The queue does not exist.</exception>
    public async Task SendAsync(SendMessageRequest request, CancellationToken cancellationToken)
    {
        var size = Encoding.UTF8.GetByteCount(request.MessageBody);
        if (size > MaxSize)
            throw new EventPublishException(
                "MessageTooLarge",
                $"A message to queue '{name}' has {size} bytes in its envelope; the limit of an SQS message is {MaxSize}. Send a reference to the data instead.");

        var sqs = host.Clients.Sqs;
        try
        {
            request.QueueUrl = _url ??= (await sqs.GetQueueUrlAsync(name, cancellationToken).ConfigureAwait(false)).QueueUrl;
            await sqs.SendMessageAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (QueueDoesNotExistException missing)
        {
            _url = null;
            throw new QueueMissingException(
                $"Queue '{name}' was not found at {sqs.Config.ServiceURL ?? sqs.Config.RegionEndpoint?.SystemName ?? "this region"}: nothing was sent. Deploy the queue, or correct the address queue:{name}.",
                missing);
        }
    }
}
