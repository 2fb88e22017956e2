using System.Runtime.ExceptionServices;
using MassTransit;
using Microsoft.Extensions.Logging;
using Polly;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Runs all of a message's consumers again when one fails: each try in a scope, and so with a database context, of its own.
/// A delivery that succeeds after a retry is logged in one line; each failed try, with its stack trace, at level Debug. A delivery that failed
/// is told by the transport, which knows what becomes of the message.
/// </summary>
internal sealed partial class ResilienceFilter(
    string queue, ResiliencePipeline pipeline, ILogger<ResilienceFilter> logger) : IFilter<ConsumeContext>
{
    private ILogger Logger => logger;

    private string Queue => queue;

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var tries = new Tries(this, context, next);
        var resilience = ResilienceContextPool.Shared.Get(context.CancellationToken);
        if (context.TryGetPayload<Delivery>(out var delivery))
            resilience.Properties.Set(ResiliencePipelines.Delivery, delivery);
        Exception? recovered;
        try
        {
            await pipeline.ExecuteAsync(
                static async (attempt, tries) => await tries.NextAsync(attempt), resilience, tries);
            recovered = resilience.Properties.GetValue(OutageStrategy.LastFailure, defaultValue: null);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(resilience);
        }

        if (recovered is not null)
            LogRecovered(logger, tries.MessageId, queue, context.MessageId, tries.Count, recovered.GetType().Name, recovered.Describe());
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("resilience");

    [LoggerMessage(LogLevel.Debug, "Try {Tries} of message {MessageId} of {Queue} failed")]
    private static partial void LogTry(ILogger logger, Exception failure, int tries, string? messageId, string queue);

    [LoggerMessage(
        LogLevel.Information,
        "Message {MessageId} of {Queue}, event {Event}, was handled at try {Tries}; before, it failed: {ExceptionType}: {Reason}")]
    private static partial void LogRecovered(
        ILogger logger, string? messageId, string queue, Guid? @event, int tries, string exceptionType, string reason);

    /// <summary>The tries of one delivery.</summary>
    private sealed class Tries(ResilienceFilter filter, ConsumeContext context, IPipe<ConsumeContext> next)
    {
        /// <summary>How many have begun.</summary>
        public int Count { get; private set; }

        /// <summary>The queue's id of the message, as the transport logs it; not the event's.</summary>
        public string? MessageId => context.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.TransportMessageId);

        public async Task NextAsync(ResilienceContext resilience)
        {
            Count++;
            var attempt = new AttemptContext(context, resilience.CancellationToken);
            try
            {
                await next.Send(attempt);
                if (attempt.Failure is { } failure)
                    ExceptionDispatchInfo.Throw(failure);
                if (!attempt.IsHandled)
                    throw new LeftBatchException();
            }
            catch (Exception failure)
            {
                LogTry(filter.Logger, failure, Count, MessageId, filter.Queue);
                throw;
            }
            finally
            {
                resilience.Properties.Set(OutageStrategy.FailedBatch, attempt.FailedBatch);
            }
        }
    }
}
