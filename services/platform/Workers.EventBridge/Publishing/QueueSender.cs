using System.Collections.Concurrent;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Publishing;

/// <summary>Sends events to queues, in the envelope that EventBridge would put around them. The URL of a queue is read once.</summary>
/// <param name="client">The client for the region of a queue; null is the region of the bus.</param>
/// <param name="time">The clock.</param>
internal sealed class QueueSender(Func<string?, IAmazonSQS> client, TimeProvider time)
{
    /// <summary>Maximum bytes of a message (Amazon SQS Developer Guide, "Message quotas").</summary>
    private const int MaxSize = 1_048_576;

    private readonly ConcurrentDictionary<string, string> _urls = new(StringComparer.Ordinal);

    /// <summary>Sends the event to the queue that it names.</summary>
    /// <exception cref="EventPublishException">The message is too large.</exception>
    /// <exception cref="QueueMissingException">The queue does not exist.</exception>
    public async Task SendAsync(OutgoingEvent @event, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await SendAsync(@event.Queue!, Envelope(@event), @event.TraceHeader, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            var now = time.GetUtcNow();
            TransportMetrics.Sent(@event.Queue!, @event.DetailType, now - (@event.Time ?? now), failure);
        }
    }

    /// <summary>Sends an envelope.</summary>
    /// <inheritdoc cref="SendAsync(OutgoingEvent, CancellationToken)" />
    public async Task SendAsync(string queue, byte[] envelope, string? traceHeader, CancellationToken cancellationToken)
    {
        if (Problem(queue, envelope.Length) is { } problem)
            throw problem;

        var request = new SendMessageRequest { MessageBody = Encoding.UTF8.GetString(envelope) };
        if (SourceQueue.IsFifoName(queue))
        {
            // Also of an event that an outbox has stored.
            var sent = EnvelopeReader.Read(envelope);
            request.MessageGroupId = OrderingKey.ToGroup(sent.Metadata?.OrderingKey ?? sent.EventId);
            request.MessageDeduplicationId = sent.EventId;
        }

        if (traceHeader is not null)
            request.MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = traceHeader } };
        var address = QueueAddress.Parse(queue);
        var sqs = client(address.Region);
        try
        {
            if (!_urls.TryGetValue(queue, out var url))
                _urls[queue] = url = await FindAsync(sqs, address, cancellationToken).ConfigureAwait(false);
            request.QueueUrl = url;
            await sqs.SendMessageAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonSQSException missing) when (SourceQueue.IsMissing(missing, address))
        {
            _urls.TryRemove(queue, out _);
            throw new QueueMissingException(
                $"Queue {address} was not found at {sqs.Config.ServiceURL ?? sqs.Config.RegionEndpoint?.SystemName ?? "this region"}: nothing was sent. {Remedy(queue, address)}",
                missing);
        }
    }

    /// <summary>The URL of a queue.</summary>
    /// <exception cref="AmazonSQSException">There is no such queue.</exception>
    public static async Task<string> FindAsync(IAmazonSQS sqs, QueueAddress queue, CancellationToken cancellationToken) => queue.Url
        ?? (await sqs.GetQueueUrlAsync(
            new GetQueueUrlRequest { QueueName = queue.Name, QueueOwnerAWSAccountId = queue.Account }, cancellationToken).ConfigureAwait(false)).QueueUrl;

    /// <summary>The reason why an event can never be sent to its queue; null if there is none.</summary>
    public static EventPublishException? Problem(OutgoingEvent @event) => Problem(@event.Queue!, Envelope(@event).Length);

    private static string Remedy(string queue, QueueAddress address) => address.Account is null
        ? $"Deploy the queue, or correct the address queue:{queue}."
        : $"Deploy the queue, let its policy allow sqs:GetQueueUrl and sqs:SendMessage, or correct the address {queue}.";

    private static byte[] Envelope(OutgoingEvent @event) => EnvelopeWriter.Write(
        new EventName(@event.Source, @event.DetailType), @event.EventId, @event.Time ?? DateTimeOffset.UnixEpoch, @event.Detail.Span);

    private static EventPublishException? Problem(string queue, int size) => size <= MaxSize
        ? null
        : new EventPublishException(
            "MessageTooLarge",
            $"A message to queue '{queue}' has {size} bytes in its envelope; the limit of an SQS message is {MaxSize}. Send a reference to the data instead.");
}
