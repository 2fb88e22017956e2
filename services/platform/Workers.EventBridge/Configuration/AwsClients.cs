using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Configuration;

/// <summary>
/// The AWS clients of a bus: created on first use, and disposed with the service provider. They outlive a stop of the bus, so that it can
/// be started again, and an outbox can publish until the host ends.
/// </summary>
internal sealed partial class AwsClients : IDisposable
{
    private readonly CancellationTokenSource _disposing = new();
    private readonly RegionalSqsClients _sqs;
    private readonly Lazy<EventBridgeClient> _eventBridge;
    private readonly Lazy<SchedulerClient> _scheduler;
    private readonly Lazy<EventPublisher> _publisher;
    private readonly BusLookup _bus;
    private readonly Func<ILogger?> _log;
    private readonly EventBridgeHostSettings _settings;

    public AwsClients(EventBridgeHostSettings settings, Func<ILogger?> log)
    {
        _log = log;
        _settings = settings;
        _sqs = new(settings);
        _eventBridge = new(settings.CreateEventBridge);
        _scheduler = new(settings.CreateScheduler);
        _bus = new((operation, input, cancellationToken) => _eventBridge.Value.CallAsync(operation, input, cancellationToken), settings, log);
        _publisher = new(() => new EventPublisher(
            new PutEventsSender(PutEventsAsync, () => settings.BusName, settings.TimeProvider, callTimeout: settings.PutEventsTimeout),
            new PublisherOptions(
                settings.MaxPutEventsSize, settings.MaxConcurrentPutEvents, settings.MaxPendingEvents, _disposing.Token),
            settings.TimeProvider));
    }

    public IAmazonSQS Sqs => _sqs.Own;

    /// <summary>The client for the region of a queue; null is the region of the bus.</summary>
    public IAmazonSQS SqsOf(string? region) => _sqs.Of(region);

    /// <summary>Sends events to queues, past the bus.</summary>
    public QueueSender QueueSender => field ??= new QueueSender(SqsOf, _settings.TimeProvider);

    /// <summary>Keeps scheduled messages where there is no outbox; null if that is not configured.</summary>
    public EventBridgeScheduler? Scheduler => _settings.Scheduler is { } scheduler
        ? field ??= new EventBridgeScheduler(scheduler, _scheduler, SqsOf, FindBusArnAsync, _settings.TimeProvider)
        : null;

    /// <exception cref="ObjectDisposedException">The service provider was disposed.</exception>
    public IEventPublisher Publisher => _disposing.IsCancellationRequested
        ? throw new ObjectDisposedException(nameof(IEventPublisher), EventPublisher.DisposedMessage)
        : _publisher.Value;

    /// <summary>Accepted events without a result yet.</summary>
    public int PendingEvents => _publisher.IsValueCreated ? _publisher.Value.Pending : 0;

    /// <summary>Looks for the bus unless it was found before; if the topology tag is required, each time.</summary>
    /// <returns>The problem; null if the bus exists.</returns>
    public async Task<string?> FindBusProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _bus.CheckAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return error is AmazonServiceException { ErrorCode: { } code } && BusLookup.IsMissing(code)
                ? error.Message
                : $"Cannot check whether the event bus exists: {error.Message}";
        }
    }

    /// <summary>Waits until all events published before have been sent, or until it is cancelled. Never throws.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!_publisher.IsValueCreated)
            return;

        var flushed = _publisher.Value.FlushAsync();
        await flushed.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!flushed.IsCompleted && _log() is { } logger)
            LogUnsent(logger);
    }

    /// <summary>Cancels running calls: their events fail.</summary>
    public void Dispose()
    {
        _disposing.Cancel();
        if (_publisher.IsValueCreated)
            _publisher.Value.Dispose();
        if (_eventBridge.IsValueCreated)
            _eventBridge.Value.Dispose();
        if (_scheduler.IsValueCreated)
            _scheduler.Value.Dispose();
        _sqs.Dispose();
    }

    /// <summary>The ARN of the bus; empty if it may not be read.</summary>
    private async Task<string> FindBusArnAsync(CancellationToken cancellationToken) =>
        _settings.BusName.StartsWith("arn:", StringComparison.Ordinal)
            ? _settings.BusName
            : (await _bus.FindAsync(cancellationToken).ConfigureAwait(false)).Arn;

    private async Task<PutEventsResponse> PutEventsAsync(PutEventsRequest request, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        var bus = await _bus.FindAsync(either.Token).ConfigureAwait(false);
        try
        {
            var response = await _eventBridge.Value.PutEventsAsync(request, either.Token).ConfigureAwait(false);
            await _bus.ConfirmAsync(bus, either.Token).ConfigureAwait(false);
            return response;
        }
        catch (Exception error) when (error is HttpRequestException or AmazonServiceException { InnerException: HttpRequestException })
        {
            _bus.Forget();
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events were still being published when the bus's stop timed out")]
    private static partial void LogUnsent(ILogger logger);
}
