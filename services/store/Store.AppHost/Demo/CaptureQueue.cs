using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Provisioning;

namespace Store.AppHost.Demo;

/// <summary>Captures all published events with its own rule and queue, to compare them with the reactions of the workers.</summary>
internal sealed class CaptureQueue(Provisioner provisioner, string bus, string name, string queueUrl) : IAsyncDisposable
{
    private readonly Dictionary<string, (EventEnvelope Envelope, byte[] Body)> _events = new(StringComparer.Ordinal);

    /// <summary>The events, without duplicates.</summary>
    public IReadOnlyCollection<(EventEnvelope Envelope, byte[] Body)> Events => _events.Values;

    /// <summary>The queue's name.</summary>
    public string Queue => name;

    public static async Task<CaptureQueue> OpenAsync(Provisioner provisioner, string bus, CancellationToken cancellationToken)
    {
        var name = $"demo-{Guid.CreateVersion7():N}";
        return new CaptureQueue(provisioner, bus, name, await provisioner.AddCaptureQueueAsync(bus, name, cancellationToken));
    }

    /// <summary>Receives all waiting messages, and returns the number of captured events.</summary>
    public async Task<int> DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var received = await provisioner.Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(queueUrl) { MaxNumberOfMessages = 10 }, cancellationToken);
            if (received.Messages is not { Count: > 0 } messages)
                return _events.Count;

            foreach (var message in messages)
                Read(Encoding.UTF8.GetBytes(message.Body));
            await provisioner.Sqs.DeleteMessageBatchAsync(
                queueUrl, [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))], cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await provisioner.RemoveCaptureQueueAsync(bus, name, CancellationToken.None);
        }
        catch (Exception error) when (error is Amazon.Runtime.AmazonServiceException or HttpRequestException)
        {
            // The bus no longer exists, so neither does the rule.
        }
    }

    private void Read(byte[] body)
    {
        try
        {
            var envelope = EnvelopeReader.Read(body);
            _events[envelope.EventId] = (envelope, body);
        }
        catch (PoisonEventException)
        {
            // Not an event of the demo: another user of the bus published it.
        }
    }
}
