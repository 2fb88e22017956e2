using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Provisioning;

namespace Store.AppHost.Demo;

/// <summary>Listens to the bus with a rule and a queue of its own: what was really published, to compare the workers with.</summary>
internal sealed class CaptureQueue(Provisioner provisioner, string bus, string name, string queueUrl) : IAsyncDisposable
{
    private readonly Dictionary<string, (EventEnvelope Envelope, byte[] Body)> _events = new(StringComparer.Ordinal);

    /// <summary>The events, each once.</summary>
    public IReadOnlyCollection<(EventEnvelope Envelope, byte[] Body)> Events => _events.Values;

    /// <summary>The queue's name.</summary>
    public string Queue => name;

    public static async Task<CaptureQueue> OpenAsync(Provisioner provisioner, string bus, CancellationToken cancellationToken)
    {
        var name = $"demo-{Guid.CreateVersion7():N}";
        return new CaptureQueue(provisioner, bus, name, await provisioner.AddCaptureQueueAsync(bus, name, cancellationToken));
    }

    /// <summary>Takes what has come, and returns how many events there are by now.</summary>
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
            // The bus is gone, and the capture with it.
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
            // Not ours to judge: somebody else plays with the bus.
        }
    }
}
