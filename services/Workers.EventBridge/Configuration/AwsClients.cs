using Amazon.SQS;
using MassTransit;
using MassTransit.Middleware;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Configuration;

/// <summary>The AWS clients of a bus: made when first needed, closed when every endpoint is drained.</summary>
internal sealed class AwsClients : Agent
{
    private readonly Lazy<AmazonSQSClient> _sqs;
    private readonly Lazy<EventBridgeClient> _eventBridge;
    private readonly Lazy<EventPublisher> _publisher;

    public AwsClients(EventBridgeHostSettings settings)
    {
        _sqs = new(settings.CreateSqs);
        _eventBridge = new(settings.CreateEventBridge);
        _publisher = new(() => new EventPublisher(
            new PutEventsSender(request => _eventBridge.Value.PutEventsAsync(request), () => settings.BusName, settings.TimeProvider),
            () => settings.MaxPutEventsSize,
            settings.MaxConcurrentPutEvents));
        SetReady();
    }

    public IAmazonSQS Sqs => _sqs.Value;

    public IEventPublisher Publisher => _publisher.Value;

    protected override async Task StopAgent(StopContext context)
    {
        if (_publisher.IsValueCreated)
            await FlushAsync(_publisher.Value, context.CancellationToken).ConfigureAwait(false);
        if (_eventBridge.IsValueCreated)
            _eventBridge.Value.Dispose();
        if (_sqs.IsValueCreated)
            _sqs.Value.Dispose();
        await base.StopAgent(context).ConfigureAwait(false);
    }

    private static async Task FlushAsync(EventPublisher publisher, CancellationToken cancellationToken)
    {
        var flushed = publisher.DisposeAsync().AsTask();
        await flushed.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!flushed.IsCompleted)
            LogContext.Warning?.Log(
                "Events were still on their way when the time to stop the bus was over: their publishers are told that they failed");
    }
}
