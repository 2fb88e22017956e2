using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Transports;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// MassTransit would move a failed message to an _error queue and one without a consumer to _skipped. Here the first fails the receive,
/// and the message's lock decides: another try, or the dead-letter queue that the source queue names. The second is skipped, or poison
/// where the endpoint says so.
/// </summary>
internal sealed class FaultTransport(
    EventBridgeReceiveEndpointConfiguration endpoint, EventBridgeHostSettings settings) : IErrorTransport, IDeadLetterTransport
{
    /// <summary>Who publishes can call an event anything: a bound for memory and log.</summary>
    private const int MaxWarnings = 100;

    private readonly ConcurrentDictionary<string, byte> _warned = new(StringComparer.Ordinal);

    public Task Send(ExceptionReceiveContext context) => Task.FromException(context.Exception);

    public Task Send(ReceiveContext context, string reason)
    {
        if (!context.TryGetPayload<Delivery>(out var delivery) || !context.TryGetPayload<ReceivedEvent>(out var received))
            return Task.FromException(new PoisonEventException("not-consumed", $"No consumer took the event: {reason}"));

        var envelope = received.Envelope;
        if (envelope.IsExpired(settings.TimeProvider.GetUtcNow()))
            delivery.Skipped("expired");
        else if (endpoint.Consumed.IsConsumed(envelope.Name))
            return Task.FromException(new PoisonEventException("not-consumed", $"No consumer took the event: {reason}"));
        else
            return SkipUnknown(delivery, envelope);
        return Task.CompletedTask;
    }

    private Task SkipUnknown(Delivery delivery, EventEnvelope envelope)
    {
        var known = endpoint.Consumed.VersionsOf(envelope.Source, envelope.DetailType);
        var name = PersonalData.Mask(envelope.Name.ToString());
        var problem = known.Count == 0
            ? $"No consumer here takes {name}: the rule's pattern lets through more than the worker consumes."
            : $"The consumers here take {envelope.DetailType} in version {string.Join(", ", known)}, not in version {envelope.Name.Version}.";
        if (endpoint.UnknownEvents == UnknownEvents.DeadLetter)
            return Task.FromException(new PoisonEventException(known.Count == 0 ? "unknown-type" : "unknown-version", problem));

        delivery.Skipped(known.Count == 0 ? "unknown-type" : "unknown-version");
        if (_warned.Count < MaxWarnings && _warned.TryAdd(name, 0))
            LogContext.Warning?.Log(
                "Events {Event} of {Queue} are skipped, and this is said once: {Reason} Narrow the pattern, or set unknownEvents to deadLetter to keep them",
                name,
                endpoint.QueueName,
                problem);
        return Task.CompletedTask;
    }
}
