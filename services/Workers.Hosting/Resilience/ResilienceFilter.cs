using MassTransit;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Workers.EventBridge.Envelope;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Runs all of a message's consumers again when one fails: each try in a scope, and so with a database context, of its own.
/// A delivery that needed more than one try is told in one line, whatever became of it; each try, with its stack trace, at level Debug.
/// </summary>
internal sealed partial class ResilienceFilter : IFilter<ConsumeContext>
{
    private static readonly ResiliencePropertyKey<Tries> TriesKey = new(nameof(Tries));

    private readonly string _queue;
    private readonly ILogger<ResilienceFilter> _logger;
    private readonly ResiliencePipeline _pipeline;

    public ResilienceFilter(string queue, ResilienceOptions options, TimeProvider time, ILogger<ResilienceFilter> logger)
    {
        (_queue, _logger) = (queue, logger);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Math.Max(1, options.Retries),
                Delay = options.Delay,
                MaxDelay = TimeSpan.FromSeconds(10),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments =>
                    ValueTask.FromResult(
                        options.Retries > 0 && IsWorthATry(arguments.Outcome.Exception, arguments.Context.CancellationToken)),
                OnRetry = arguments =>
                {
                    if (arguments.Context.Properties.TryGetValue(TriesKey, out var tries))
                        Note(tries, arguments.Outcome.Exception!);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var tries = new Tries(context, next);
        var resilience = ResilienceContextPool.Shared.Get(context.CancellationToken);
        resilience.Properties.Set(TriesKey, tries);
        try
        {
            await _pipeline.ExecuteAsync(
                static async (attempt, tries) => await tries.NextAsync(attempt.CancellationToken), resilience, tries);
            if (tries.LastFailure is { } mended)
                LogMended(_logger, tries.MessageId, _queue, context.MessageId, tries.Count, mended.GetType().Name, mended.Message);
        }
        catch (Exception failure) when (!context.CancellationToken.IsCancellationRequested)
        {
            // Not for a lost message, nor at a stop: then it is not the consumer that failed, and the transport tells it.
            Note(tries, failure);
            LogFailed(_logger, tries.MessageId, _queue, context.MessageId, tries.Count, failure.GetType().Name, failure.Message);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("resilience");

    // What a retry cannot mend is left to the transport: poison goes to the dead-letter queue, a lost message to another worker.
    private static bool IsWorthATry(Exception? exception, CancellationToken cancellationToken) =>
        exception is not (null or PoisonEventException) && !cancellationToken.IsCancellationRequested;

    private void Note(Tries tries, Exception failure)
    {
        tries.LastFailure = failure;
        LogTry(_logger, failure, tries.Count, tries.MessageId, _queue);
    }

    [LoggerMessage(LogLevel.Debug, "Try {Tries} of message {MessageId} of {Queue} failed")]
    private static partial void LogTry(ILogger logger, Exception failure, int tries, string? messageId, string queue);

    [LoggerMessage(
        LogLevel.Information,
        "Message {MessageId} of {Queue}, event {Event}, was handled at try {Tries}; before, it failed: {ExceptionType}: {Reason}")]
    private static partial void LogMended(
        ILogger logger, string? messageId, string queue, Guid? @event, int tries, string exceptionType, string reason);

    [LoggerMessage(
        LogLevel.Warning, "Message {MessageId} of {Queue}, event {Event}, failed at each of {Tries} tries: {ExceptionType}: {Reason}")]
    private static partial void LogFailed(
        ILogger logger, string? messageId, string queue, Guid? @event, int tries, string exceptionType, string reason);

    /// <summary>The tries of one delivery.</summary>
    private sealed class Tries(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        /// <summary>How many have begun.</summary>
        public int Count { get; private set; }

        public Exception? LastFailure { get; set; }

        /// <summary>The queue's id of the message, as the transport logs it; not the event's.</summary>
        public string? MessageId => context.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.TransportMessageId);

        public Task NextAsync(CancellationToken cancellationToken)
        {
            Count++;
            return next.Send(new AttemptContext(context, cancellationToken));
        }
    }
}
