using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// What stands around a worker's consumers: retries, within them a circuit breaker that counts each try, within it the time of one
/// try. While the circuit is open, the gate keeps the endpoint from receiving: no message is spent on what is down. Few failures are
/// enough when they are signs of an outage; of others it takes many, to tell an outage from a bad message.
/// </summary>
internal static class ResiliencePipelines
{
    public static ResiliencePipeline Create(ResilienceOptions options, ReceiveGate gate, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
            builder.AddRetry(Retry(options));
        return builder
            .AddCircuitBreaker(
                Circuit(options.Circuit, gate, new FailureCount(options.Circuit.MinimumTries, options.Circuit.Window, time)))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    private static RetryStrategyOptions Retry(ResilienceOptions options) => new()
    {
        MaxRetryAttempts = options.Retries,
        Delay = options.Delay,
        MaxDelay = ResilienceOptions.MaxDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is not BrokenCircuitException
            && IsFailure(arguments.Outcome.Exception, arguments.Context.CancellationToken)),
    };

    private static CircuitBreakerStrategyOptions Circuit(CircuitOptions options, ReceiveGate gate, FailureCount others) => new()
    {
        FailureRatio = options.FailureRatio,
        MinimumThroughput = options.MinimumOutageTries,
        SamplingDuration = options.Window,
        BreakDurationGenerator = arguments => ValueTask.FromResult(
            TimeSpan.FromSeconds(Math.Min(
                options.MaxBreak.TotalSeconds, options.Break.TotalSeconds * Math.Pow(2, Math.Min(arguments.HalfOpenAttempts, 30))))),
        ShouldHandle = arguments => ValueTask.FromResult(
            IsFailure(arguments.Outcome.Exception, arguments.Context.CancellationToken)
            && (OutageSigns.AreIn(arguments.Outcome.Exception) || others.Add())),
        OnOpened = arguments =>
        {
            gate.Hold(arguments.BreakDuration, Describe(arguments.Outcome.Exception));
            return default;
        },
        OnClosed = _ =>
        {
            gate.Open();
            return default;
        },
    };

    private static string Describe(Exception? exception) => exception is null
        ? "too many tries failed"
        : $"too many tries failed, the last one with {exception.GetType().Name}: {exception.Message}";

    // What no time mends is left to the transport: poison goes to the dead-letter queue, a lost message to another worker.
    private static bool IsFailure(Exception? exception, CancellationToken cancellationToken) =>
        exception is not (null or PoisonEventException) && !cancellationToken.IsCancellationRequested;
}
