using System.Text.Json;
using Amazon.SQS.Model;
using Workers.Hosting.Provisioning;

namespace Workers.LocalAws.Testing;

/// <summary>Keeps every event of the bus, by a rule and a queue of its own: the bus delivers to it before a PutEvents call returns.</summary>
internal sealed class EventRecorder(Provisioner provisioner, string bus)
{
    private const string Queue = "published-events";

    private readonly SemaphoreSlim _reading = new(1);
    private readonly List<PublishedEvent> _events = [];
    private string _url = "";

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _url = await provisioner.AddCaptureQueueAsync(bus, Queue, cancellationToken);

    public async Task<IReadOnlyList<PublishedEvent>> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            while (await ReceiveAsync(cancellationToken) is { Count: > 0 } messages)
            {
                _events.AddRange(messages.Select(message => Read(message.Body)));
                await provisioner.Sqs.DeleteMessageBatchAsync(
                    _url, [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))], cancellationToken);
            }

            return [.. _events];
        }
        finally
        {
            _reading.Release();
        }
    }

    public async Task<PublishedEvent> UntilAsync(Func<PublishedEvent, bool> isExpected, TimeSpan timeout, CancellationToken cancellationToken)
    {
        IReadOnlyList<PublishedEvent> published = [];
        PublishedEvent? found = null;
        var isInTime = await Polling.UntilAsync(
            async () =>
            {
                published = await ReadAsync(cancellationToken);
                return (found = published.FirstOrDefault(isExpected)) is not null;
            },
            timeout,
            cancellationToken);
        return isInTime ? found! : throw new TimeoutException(
            $"The expected event was not published within {timeout.TotalSeconds:0.###} s. On the bus: "
            + (published.Count == 0 ? "nothing." : string.Join(", ", published.Select(one => $"{one.Source}/{one.DetailType}")) + "."));
    }

    private async Task<List<Message>?> ReceiveAsync(CancellationToken cancellationToken) =>
        (await provisioner.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(_url) { MaxNumberOfMessages = 10 }, cancellationToken)).Messages;

    private static PublishedEvent Read(string envelope)
    {
        using var json = JsonDocument.Parse(envelope);
        var root = json.RootElement;
        return new PublishedEvent(
            root.GetProperty("id").GetString()!,
            root.GetProperty("source").GetString()!,
            root.GetProperty("detail-type").GetString()!,
            root.GetProperty("detail").Clone(),
            envelope);
    }
}
