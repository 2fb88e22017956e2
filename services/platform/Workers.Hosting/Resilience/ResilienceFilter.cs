using System.Runtime.ExceptionServices;
using MassTransit;
using Microsoft.Extensions.Logging;
using Polly;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Retries all of a message's consumers if one fails: each attempt has its own scope, and so its own database context. A delivery that
/// succeeds after a retry is logged in one line; each failed attempt, with its stack trace, at level Debug. The transport logs a failed
/// delivery, since it knows the message's outcome.
/// </summary>
internal sealed partial class ResilienceFilter(
    string queue, ResiliencePipeline pipeline, ILogger<ResilienceFilter> logger) : IFilter<ConsumeContext>
{
    private ILogger Logger => logger;

    private string Queue => queue;

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        context.TryGetPayload<Delivery>(out var delivery);
        var attempts = new Attempts(this, context, next, delivery);
        var resilience = ResilienceContextPool.Shared.Get(context.CancellationToken);
        if (delivery is not null)
            resilience.Properties.Set(ResiliencePipelines.Delivery, delivery);
        Exception? recovered;
        try
        {
            await pipeline.ExecuteAsync(
                static async (attempt, attempts) => await attempts.NextAsync(attempt), resilience, attempts);
            recovered = resilience.Properties.GetValue(OutageStrategy.LastFailure, defaultValue: null);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }

        if (recovered is not null)
            LogRecovered(logger, attempts.MessageId, queue, context.MessageId, attempts.Count, recovered.GetType().Name, recovered.Describe());
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("resilience");

    [LoggerMessage(LogLevel.Debug, "Attempt {Attempts} for message {MessageId} of {Queue} failed")]
    private static partial void LogAttempt(ILogger logger, Exception failure, int attempts, string? messageId, string queue);

    [LoggerMessage(
        LogLevel.Information,
        "Message {MessageId} of {Queue}, event {Event}, was handled at attempt {Attempts}; before, it failed: {ExceptionType}: {Reason}")]
    private static partial void LogRecovered(
        ILogger logger, string? messageId, string queue, Guid? @event, int attempts, string exceptionType, string reason);

    /// <summary>The attempts of one delivery.</summary>
    private sealed class Attempts(ResilienceFilter filter, ConsumeContext context, IPipe<ConsumeContext> next, Delivery? delivery)
    {
        /// <summary>Number of started attempts.</summary>
        public int Count { get; private set; }

        /// <summary>SQS's id of the message, as the transport logs it; not the event's.</summary>
        public string? MessageId => context.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.TransportMessageId);

        public async Task NextAsync(ResilienceContext resilience)
        {
            Count++;
            var attempt = new AttemptContext(context, resilience.CancellationToken);
            try
            {
                await next.Send(attempt);

                // Not handled, but by request: of a consumer, or of MassTransit's redelivery after a failure.
                if (delivery?.IsRedeliveryRequested == true)
                    return;
                if (attempt.Failure is { } failure)
                    ExceptionDispatchInfo.Throw(failure);
                if (!attempt.IsHandled)
                    throw new LeftBatchException();
            }
            catch (Exception failure)
            {
                LogAttempt(filter.Logger, failure, Count, MessageId, filter.Queue);
                throw;
            }
            finally
            {
                resilience.Properties.Set(OutageStrategy.FailedBatch, attempt.FailedBatch);
            }
        }
    }
}
