using Amazon.SQS;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Receiving;

/// <summary>A queue that was found, and the components that work on it.</summary>
internal sealed class EndpointQueue
{
    /// <summary>Interval for reading the redrive policy again: it may change while the worker runs.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);

    private readonly IReceiveSettings _endpoint;
    private readonly EventBridgeHostSettings _settings;
    private volatile SourceQueue _queue;

    private EndpointQueue(
        IAmazonSQS sqs, SourceQueue queue, IReceiveSettings endpoint, EventBridgeHostSettings settings, TransportLog log)
    {
        (Sqs, _queue, _endpoint, _settings, Log) = (sqs, queue, endpoint, settings, log);
        var time = settings.TimeProvider;
        Renewer = new VisibilityRenewer(sqs, queue, endpoint.VisibilityTimeout, time, log);
        Deletes = new DeleteBatcher(sqs, queue, Renewer, time, log, endpoint.Polls, endpoint.Places);
        Delay = new RedeliveryDelay(endpoint.RedeliveryDelay, endpoint.MaxRedeliveryDelay);
        Groups = queue.IsFifo ? new MessageGroups() : null;
        Isolation = new CrashIsolation(
            () => Queue.IsolationThreshold(MaxFailures), Failures, endpoint.VisibilityTimeout, time);
    }

    public IAmazonSQS Sqs { get; }

    public TransportLog Log { get; }

    /// <summary>The queue as last read.</summary>
    public SourceQueue Queue => _queue;

    /// <summary>Failures after which the worker dead-letters a message; null for never.</summary>
    public int? MaxFailures => _endpoint.MaxFailures ?? Queue.DefaultMaxFailures;

    public VisibilityRenewer Renewer { get; }

    public DeleteBatcher Deletes { get; }

    /// <summary>Null if the queue has no RedrivePolicy.</summary>
    public DeadLetterQueue? DeadLetters => Queue.DeadLetterQueueUrl is null ? null : new DeadLetterQueue(Sqs, Queue, _settings, Log);

    public RedeliveryDelay Delay { get; }

    public ReceiveCircuit Circuit => _endpoint.Circuit;

    public ReceivePause Pause => _endpoint.Pause;

    /// <summary>Whether messages are received and started as usual.</summary>
    public bool IsReceiving => !Circuit.IsOpen && !Pause.IsPaused;

    public DeferredMessages Deferred { get; } = new();

    public FailureHistory Failures { get; } = new();

    public CrashIsolation Isolation { get; }

    /// <summary>The order of a FIFO queue; null for a standard queue.</summary>
    public MessageGroups? Groups { get; }

    /// <summary>Finds the queue.</summary>
    /// <exception cref="QueueMissingException">The queue or its dead-letter queue does not exist.</exception>
    public static async Task<EndpointQueue> FindAsync(
        IAmazonSQS sqs,
        IReceiveSettings endpoint,
        EventBridgeHostSettings settings,
        TransportLog log,
        CancellationToken cancellationToken)
    {
        var queue = await SourceQueue.FindAsync(sqs, endpoint.Queue, settings.BusName, cancellationToken).ConfigureAwait(false);
        queue.WarnOfNoRoom(endpoint.MaxFailures, log);
        return new EndpointQueue(sqs, queue, endpoint, settings, log);
    }

    /// <summary>Reads the redrive policy again at an interval, until stopped.</summary>
    public async Task RefreshAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(RefreshInterval, _settings.TimeProvider, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                return;

            try
            {
                var queue = await SourceQueue.FindAsync(Sqs, _endpoint.Queue, _settings.BusName, stopping).ConfigureAwait(false);
                if (queue != Queue)
                    queue.WarnOfNoRoom(_endpoint.MaxFailures, Log);
                _queue = queue;
            }
            catch (Exception error)
            {
                Log.Debug(error, "The redrive policy of {Queue} could not be read again", Queue.Name);
            }
        }
    }

    /// <summary>Waits until the circuit is closed and receiving is not paused.</summary>
    public async Task UntilReceivingAsync(CancellationToken cancellationToken)
    {
        while (!IsReceiving)
        {
            await Pause.UntilResumedAsync(cancellationToken).ConfigureAwait(false);
            await Circuit.UntilClosedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether SQS would dead-letter the message instead of delivering it again.</summary>
    public bool IsLastReceive(InFlightMessage message) => message.ReceiveCount >= Queue.RedriveMaxReceiveCount;

    /// <summary>
    /// Whether a message that fails now is dead-lettered: it reached its failure limit, or has no receive left. A message of a FIFO queue
    /// may have used its receives behind others that failed: it is kept in flight for its next attempt instead.
    /// </summary>
    public bool IsSpent(InFlightMessage message, int failures) => failures >= MaxFailures || (Groups is null && IsLastReceive(message));

    /// <summary>
    /// Whether a message of a FIFO queue waits in flight for its next attempt, since SQS would dead-letter it, or a message behind it, at the
    /// next receive. A copy would come after the rest of the group.
    /// </summary>
    public bool KeepsInFlight(InFlightMessage message) => Groups?.Any(message, IsLastReceive) == true;

    /// <summary>Whether a message that fails while the circuit is open waits in flight, so that an outage costs no more receives.</summary>
    public bool IsDeferrable(InFlightMessage message, int failures) => IsSpent(message, failures) || message.ReceiveCount >= MaxFailures;

    /// <summary>Whether it has failed as the only probe for too long: then the message itself may be the problem.</summary>
    public bool IsTooLongAlone(InFlightMessage message) =>
        message is { IsProbe: true, LoneSince: { } since } && _settings.TimeProvider.GetElapsedTime(since) >= _endpoint.LoneMessageTimeout;

    /// <summary>Time since the message was received.</summary>
    public TimeSpan Elapsed(InFlightMessage message) => _settings.TimeProvider.GetElapsedTime(message.ReceivedAt);

    /// <summary>Moves the message to the dead-letter queue.</summary>
    public async Task DeadLetterAsync(DeadLetterQueue deadLetters, Delivery delivery, Exception exception)
    {
        var message = delivery.InFlight;
        await deadLetters.SendAsync(delivery, exception).ConfigureAwait(false);
        delivery.AddSpanEvent("workers.dead_lettered", ("workers.dead_letter.reason", DeadLetterQueue.ReasonOf(exception)));
        Failures.Remove(message.Message.MessageId);
        await Deletes.DeleteAsync(message).ConfigureAwait(false);

        // Without the stack: a queue full of bad messages would flood the log.
        Log.Error(
            "Message {MessageId} of {Queue} is dead-lettered after {ReceiveCount} receives: {ExceptionType}: {Reason}",
            message.Message.MessageId,
            Queue.Name,
            message.ReceiveCount,
            exception.GetType().Name,
            exception.Describe());
        Log.Debug(exception, "Message {MessageId} of {Queue} is dead-lettered", message.Message.MessageId, Queue.Name);
    }
}
