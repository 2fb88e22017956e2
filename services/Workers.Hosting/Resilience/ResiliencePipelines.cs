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
    /// <summary>The delivery whose consumers are tried, to be told of retries.</summary>
    public static ResiliencePropertyKey<Delivery> Delivery { get; } = new("delivery");

    public static ResiliencePipeline Create(ResilienceOptions options, ReceiveGate gate, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
            builder.AddRetry(Retry(options));
        return builder
            .AddCircuitBreaker(Circuit(options.Circuit, gate, time))
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
        OnRetry = arguments =>
        {
            if (arguments.Context.Properties.TryGetValue(Delivery, out var delivery) && arguments.Outcome.Exception is { } failure)
                delivery.Retrying(arguments.AttemptNumber + 1, arguments.RetryDelay, failure);
            return default;
        },
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is not BrokenCircuitException
            && IsFailure(arguments.Outcome.Exception, arguments.Context.CancellationToken)),
    };

    private static CircuitBreakerStrategyOptions Circuit(CircuitOptions options, ReceiveGate gate, TimeProvider time)
    {
        var outage = new FailureCount(options.MinimumOutageTries, options.Window, time);
        var others = new FailureCount(options.MinimumTries, options.Window, time);
        return new()
        {
            // Polly weighs failures against all that succeeded in its window: after a busy minute a lone message would be spent before
            // they weigh enough. What counts here is a row of failures, and the one that completes it opens the circuit.
            FailureRatio = double.Epsilon,
            MinimumThroughput = 2,
            SamplingDuration = options.Window,
            ShouldHandle = arguments => ValueTask.FromResult(Opens(arguments.Outcome.Exception, arguments.Context.CancellationToken)),
            BreakDurationGenerator = arguments => ValueTask.FromResult(
                TimeSpan.FromSeconds(Math.Min(
                    options.MaxBreak.TotalSeconds, options.Break.TotalSeconds * Math.Pow(2, Math.Min(arguments.HalfOpenAttempts, 30))))),
            OnOpened = arguments =>
            {
                Note(arguments.Context, "workers.circuit_opened", ("workers.circuit.reason", arguments.Outcome.Exception?.Tell()));
                gate.Hold(arguments.BreakDuration, Describe(arguments.Outcome.Exception));
                return default;
            },
            OnHalfOpened = arguments =>
            {
                Note(arguments.Context, "workers.circuit_half_opened");
                return default;
            },
            OnClosed = arguments =>
            {
                Note(arguments.Context, "workers.circuit_closed");
                gate.Open();
                return default;
            },
        };

        bool Opens(Exception? failure, CancellationToken cancellationToken)
        {
            if (failure is null)
            {
                outage.Reset();
                others.Reset();
                return false;
            }

            if (!IsFailure(failure, cancellationToken))
                return false;

            // A probe that fails leaves the circuit open, however long ago the row of failures was.
            var completesRow = OutageSigns.AreIn(failure) ? outage.Add() : others.Add();
            return completesRow || !gate.IsOpen;
        }
    }

    /// <summary>Tells the span of the delivery whose try changed the circuit.</summary>
    private static void Note(ResilienceContext context, string name, params ReadOnlySpan<(string, object?)> attributes)
    {
        if (context.Properties.TryGetValue(Delivery, out var delivery))
            delivery.Note(name, attributes);
    }

    private static string Describe(Exception? exception) => exception is null
        ? "too many tries failed"
        : $"too many tries failed, the last one with {exception.GetType().Name}: {exception.Tell()}";

    // What no time mends is left to the transport: poison goes to the dead-letter queue, a lost message to another worker.
    private static bool IsFailure(Exception? exception, CancellationToken cancellationToken) =>
        exception is not (null or PoisonEventException) && !cancellationToken.IsCancellationRequested;
}
