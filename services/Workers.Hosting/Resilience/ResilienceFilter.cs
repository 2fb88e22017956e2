using MassTransit;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Workers.EventBridge.Envelope;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Runs all of a message's consumers again when one fails: each try in a scope, and so with a database context, of its own.
/// </summary>
internal sealed partial class ResilienceFilter : IFilter<ConsumeContext>
{
    private readonly ResiliencePipeline _pipeline;

    public ResilienceFilter(ResilienceOptions options, TimeProvider time, ILogger<ResilienceFilter> logger) =>
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
                    LogRetry(
                        logger,
                        arguments.AttemptNumber + 1,
                        arguments.Outcome.Exception!.GetType().Name,
                        arguments.Outcome.Exception.Message);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var resilience = ResilienceContextPool.Shared.Get(context.CancellationToken);
        try
        {
            await _pipeline.ExecuteAsync(
                static async (attempt, state) => await state.next.Send(new AttemptContext(state.context, attempt.CancellationToken)),
                resilience,
                (context, next));
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

    [LoggerMessage(LogLevel.Warning, "Try {Attempt} failed and is repeated: {ExceptionType}: {Reason}")]
    private static partial void LogRetry(ILogger logger, int attempt, string exceptionType, string reason);
}
