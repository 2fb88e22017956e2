using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Resilience;

/// <summary>
/// Wraps each attempt: starts it only while receiving is not paused, reports its end to the detector, and adds the cause that a timeout
/// hides to a failure.
/// </summary>
internal sealed class OutageStrategy(OutageDetector detector) : ResilienceStrategy
{
    /// <summary>Failure of the last attempt, with its cause.</summary>
    public static ResiliencePropertyKey<Exception?> LastFailure { get; } = new("last-failure");

    /// <summary>Identifies the batch that failed in the last attempt; null if the message failed alone.</summary>
    public static ResiliencePropertyKey<string?> FailedBatch { get; } = new("failed-batch");

    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        // A retry that comes too late reports the failure, not that receiving was paused meanwhile.
        var before = context.Properties.GetValue(LastFailure, defaultValue: null);
        context.Properties.TryGetValue(ResiliencePipelines.Delivery, out var delivery);
        if (delivery is not null && !detector.Allows(delivery))
            return Outcome.FromException<TResult>(before ?? new BrokenCircuitException(detector.Reason));
        if (delivery?.IsProbe == true)
            delivery.AddSpanEvent("workers.circuit_half_opened");

        using var calls = OutgoingCalls.Watch();
        var outcome = await callback(context, state);
        if (outcome.Exception is not { } thrown)
        {
            // A message that comes back later says nothing about the dependencies.
            if (delivery is { IsRedeliveryRequested: false } && detector.Succeeded(delivery))
                delivery.AddSpanEvent("workers.circuit_closed");
            return outcome;
        }

        var failure = calls.Explain(thrown);
        context.Properties.Set(LastFailure, failure);
        var batch = context.Properties.GetValue(FailedBatch, defaultValue: null);
        if (delivery is not null && IsFailure(failure, context.CancellationToken) && detector.Failed(delivery, failure, batch, isFirstTry: before is null))
            delivery.AddSpanEvent("workers.circuit_opened", ("workers.circuit.reason", failure.Describe()));
        return Outcome.FromException<TResult>(failure);
    }

    /// <summary>
    /// The transport handles what no retry fixes: poison goes to the dead-letter queue, a lost message to another worker.
    /// </summary>
    public static bool IsFailure(Exception? exception, CancellationToken cancellationToken) =>
        exception is not (null or PoisonEventException) && !cancellationToken.IsCancellationRequested;

    /// <summary>The strategy has none.</summary>
    internal sealed class Options : ResilienceStrategyOptions;
}
