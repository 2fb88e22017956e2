using Polly;
using Polly.Retry;
using Polly.Timeout;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// The pipeline around a worker's consumers: retries, within them the outage detector that sees each attempt, within it the timeout of an
/// attempt. While the circuit is open, no message uses up attempts because of the outage.
/// </summary>
internal static class ResiliencePipelines
{
    private const int ConflictRetries = 8;

    private static readonly TimeSpan LongestConflictDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>The delivery of the attempts.</summary>
    public static ResiliencePropertyKey<Delivery> Delivery { get; } = new("delivery");

    public static ResiliencePipeline Create(ResilienceOptions options, ReceiveCircuit circuit, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(Retry(options, circuit, options.Retries, ResilienceOptions.MaxDelay, failure => !OutageSigns.IsConflict(failure)));

            // Another consumer has won: of those that compete for the same row, one succeeds at a time.
            builder.AddRetry(Retry(options, circuit, ConflictRetries, LongestConflictDelay, OutageSigns.IsConflict));
        }

        var outages = new OutageStrategy(new OutageDetector(options.Circuit, circuit, time));
        return builder
            .AddStrategy(_ => outages, new OutageStrategy.Options { Name = "outages" })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    private static RetryStrategyOptions Retry(
        ResilienceOptions options, ReceiveCircuit circuit, int retries, TimeSpan longestDelay, Func<Exception?, bool> handles) => new()
        {
            MaxRetryAttempts = retries,
            Delay = options.Delay,
            MaxDelay = longestDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            OnRetry = arguments =>
            {
                if (arguments.Context.Properties.TryGetValue(Delivery, out var delivery) && arguments.Outcome.Exception is { } failure)
                    delivery.RecordRetry(arguments.AttemptNumber + 1, arguments.RetryDelay, failure);
                return default;
            },

            // A probe has one attempt, and while the circuit is open nothing else has any.
            ShouldHandle = arguments => ValueTask.FromResult(
                !circuit.IsOpen && handles(arguments.Outcome.Exception)
                && OutageStrategy.IsFailure(arguments.Outcome.Exception, arguments.Context.CancellationToken)),
        };
}
