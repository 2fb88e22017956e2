using System.Threading.Channels;
using Amazon.SQS;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Receives for one endpoint. Polls fill a prefetch buffer, ten messages at a time; as many handlers as the concurrency limit
/// allows empty it. One poll waits long while the queue is quiet; the others join in while whole batches come.
/// </summary>
internal sealed class Receiver : Agent, ReceiveTransportHandle
{
    private readonly EventBridgeReceiveEndpointContext _context;
    private readonly EventBridgeReceiveEndpointConfiguration _endpoint;
    private readonly EventBridgeHostSettings _settings;
    private readonly IAmazonSQS _sqs;
    private readonly IReceivePipeDispatcher _dispatcher;
    private readonly Places _places;
    private readonly Channel<HeldMessage> _buffer = Channel.CreateUnbounded<HeldMessage>();
    private readonly BacklogSignal _backlog = new();
    private readonly CancellationTokenSource _polling = new();
    private readonly CancellationTokenSource _renewing = new();
    private readonly Task _running;
    private EndpointQueue? _queue;
    private long _returned;

    public Receiver(EventBridgeReceiveEndpointContext context, EventBridgeReceiveEndpointConfiguration endpoint, EventBridgeHostConfiguration host)
    {
        _context = context;
        _endpoint = endpoint;
        _settings = host.Settings;
        _sqs = host.Clients.Sqs;
        _dispatcher = context.CreateReceivePipeDispatcher();
        _places = new Places(endpoint.Places);
        _running = Task.Run(RunAsync);
    }

    Task ReceiveTransportHandle.Stop(CancellationToken cancellationToken) => this.Stop("Stop Receive Transport", cancellationToken);

    protected override Task StopAgent(StopContext context)
    {
        SetCompleted(StopAsync(context.CancellationToken));
        return Completed;
    }

    private async Task RunAsync()
    {
        LogContext.SetCurrentIfNull(_context.LogContext);
        try
        {
            await _context.DependenciesReady.WaitAsync(Stopping).ConfigureAwait(false);
            _queue = await FindQueueAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            return;
        }

        SetReady();
        await _context.TransportObservers.NotifyReady(_context.InputAddress).ConfigureAwait(false);

        var renewing = _queue.Renewer.RunAsync(_renewing.Token);
        var handlers = Enumerable.Range(0, _endpoint.Concurrency).Select(_ => Task.Run(() => HandleAsync(_queue)));
        var polls = Enumerable.Range(0, _endpoint.Polls).Select(index => Task.Run(() => PollAsync(_queue, isFirst: index == 0)));
        List<Task> handling = [.. handlers];
        await Task.WhenAll(polls).ConfigureAwait(false);
        _buffer.Writer.TryComplete();
        await Task.WhenAll(handling).ConfigureAwait(false);
        await _queue.Deletes.FlushAsync().ConfigureAwait(false);
        await _renewing.CancelAsync().ConfigureAwait(false);
        await renewing.ConfigureAwait(false);
    }

    private async Task<EndpointQueue> FindQueueAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var queue = await SourceQueue.FindAsync(_sqs, _endpoint.QueueName, _settings.BusName, Stopping).ConfigureAwait(false);
                var renewer = new VisibilityRenewer(_sqs, queue, _endpoint.VisibilityTimeout, _settings.TimeProvider);
                return new EndpointQueue(
                    _sqs,
                    queue,
                    renewer,
                    new DeleteBatcher(_sqs, queue, renewer, _settings.TimeProvider, _endpoint.Polls),
                    queue.DeadLetterQueueUrl is null ? null : new DeadLetterQueue(_sqs, queue, _settings),
                    new RedeliveryDelay(_endpoint.RedeliveryDelay, _endpoint.MaxRedeliveryDelay));
            }
            catch (Exception error) when (!IsStopping)
            {
                await ReportAsync(error, attempt).ConfigureAwait(false);
            }
        }
    }

    private async Task PollAsync(EndpointQueue queue, bool isFirst)
    {
        LogContext.SetCurrentIfNull(_context.LogContext);
        var poller = new Poller(_sqs, queue.Queue, _endpoint.VisibilityTimeout, _settings.TimeProvider);
        var failures = 0;
        while (!IsStopping)
        {
            var taken = false;
            try
            {
                if (!isFirst)
                    await _backlog.WaitAsync(Stopping).ConfigureAwait(false);
                await _places.TakeAsync(Poller.MaxMessages, Stopping).ConfigureAwait(false);
                taken = true;
                var messages = await poller.ReceiveAsync(isFirst ? _endpoint.WaitTimeSeconds : 1, _polling.Token).ConfigureAwait(false);
                taken = false;
                Buffer(queue, messages);
                if (failures > 0)
                    await _context.TransportObservers.NotifyReady(_context.InputAddress).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (IsStopping)
            {
            }
            catch (Exception error) when (!IsStopping)
            {
                if (taken)
                    _places.Release(Poller.MaxMessages);
                taken = false;
                await ReportAsync(error, failures++).ConfigureAwait(false);
            }
        }
    }

    private void Buffer(EndpointQueue queue, IReadOnlyList<HeldMessage> messages)
    {
        foreach (var message in messages)
        {
            queue.Renewer.Hold(message);
            _buffer.Writer.TryWrite(message);
        }

        _places.Release(Poller.MaxMessages - messages.Count);
        _backlog.Set(messages.Count == Poller.MaxMessages);
    }

    private async Task HandleAsync(EndpointQueue queue)
    {
        LogContext.SetCurrentIfNull(_context.LogContext);
        await foreach (var message in _buffer.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (IsStopping)
                await ReturnAsync(queue, message).ConfigureAwait(false);
            else
                await ConsumeAsync(queue, message).ConfigureAwait(false);
            _places.Release();
        }
    }

    private async Task ConsumeAsync(EndpointQueue queue, HeldMessage message)
    {
        using var context = SqsReceiveContext.Create(message, _context);
        try
        {
            await _dispatcher.Dispatch(context, new MessageLock(message, queue, context.TraceId)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The lock has given the message back or dead-lettered it, and MassTransit has logged the fault.
            LogContext.Debug?.Log(error, "Message {MessageId} of {Queue} failed", message.Message.MessageId, queue.Queue.Name);
        }
    }

    /// <summary>Gives back what was not started, at once visible to others: with what else waits in the buffer, ten at a time.</summary>
    private async Task ReturnAsync(EndpointQueue queue, HeldMessage first)
    {
        List<HeldMessage> batch = [first];
        while (batch.Count < Poller.MaxMessages && _buffer.Reader.TryRead(out var next))
            batch.Add(next);
        batch.ForEach(message => queue.Renewer.LetGo(message));
        try
        {
            await _sqs.ChangeMessageVisibilityBatchAsync(queue.Queue.Url, [.. batch.Select((message, index) => new Amazon.SQS.Model.ChangeMessageVisibilityBatchRequestEntry($"{index}", message.ReceiptHandle) { VisibilityTimeout = 0 })]).ConfigureAwait(false);
            Interlocked.Add(ref _returned, batch.Count);
        }
        catch (Exception error) when (error is AmazonSQSException or HttpRequestException or OperationCanceledException or IOException)
        {
            LogContext.Warning?.Log(error, "{Count} messages of {Queue} could not be given back; their visibility timeout will", batch.Count, queue.Queue.Name);
        }
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        LogContext.SetCurrentIfNull(_context.LogContext);

        // A long poll that is cut off may have messages on their way to us, invisible to all others: give it a moment.
        _polling.CancelAfter(TimeSpan.FromSeconds(1));
        using var consumersLate = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_context.ConsumerStopTimeout is { } timeout)
            consumersLate.CancelAfter(timeout);

        try
        {
            await _running.WaitAsync(consumersLate.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _queue?.Renewer.CancelHandlers();
            LogContext.Warning?.Log("Consumers of {Queue} did not finish in time: their messages will be delivered again", _endpoint.QueueName);
        }

        LogContext.Info?.Log("Stopped receiving from {Queue}: {Finished} handled, {Returned} given back, {Left} left in hand",
            _endpoint.QueueName, _dispatcher.DispatchCount, Interlocked.Read(ref _returned), _queue?.Renewer.Count ?? 0);
        await _context.TransportObservers.NotifyCompleted(_context.InputAddress, _dispatcher.GetMetrics()).ConfigureAwait(false);
    }

    /// <summary>Turns the endpoint unhealthy, and waits a while.</summary>
    private async Task ReportAsync(Exception error, int attempt)
    {
        LogContext.Error?.Log(error, "Receiving from {Queue} failed: {Reason}", _endpoint.QueueName, error.Message);
        await _context.TransportObservers.NotifyFaulted(_context.InputAddress, new ConnectionException(error.Message, error)).ConfigureAwait(false);
        try
        {
            var pause = TimeSpan.FromMilliseconds(Math.Min(10_000, 250 << Math.Min(attempt, 6)));
            await Task.Delay(pause, _settings.TimeProvider, Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
