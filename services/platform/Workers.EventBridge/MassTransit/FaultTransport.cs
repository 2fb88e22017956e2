using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Transports;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// MassTransit moves a failed message to an _error queue and a message without a consumer to _skipped. Here, a failed message fails the
/// receive, and its receive lock decides: another attempt, or the source queue's dead-letter queue. A message without a consumer is
/// skipped, or poison if the endpoint is configured so.
/// </summary>
internal sealed class FaultTransport(
    EventBridgeReceiveEndpointConfiguration endpoint, EventBridgeHostSettings settings) : IErrorTransport, IDeadLetterTransport
{
    /// <summary>Publishers can send any number of event names: this limits memory and log.</summary>
    private const int MaxWarnings = 100;

    private readonly ConcurrentDictionary<string, byte> _warned = new(StringComparer.Ordinal);

    public Task Send(ExceptionReceiveContext context) => Task.FromException(context.Exception);

    public Task Send(ReceiveContext context, string reason)
    {
        if (!context.TryGetPayload<Delivery>(out var delivery) || !context.TryGetPayload<ReceivedEvent>(out var received))
            return Task.FromException(new PoisonEventException("not-consumed", $"No consumer handled the event: {reason}"));

        var envelope = received.Envelope;
        if (envelope.IsExpired(settings.TimeProvider.GetUtcNow()))
            delivery.MarkSkipped("expired");
        else if (endpoint.Consumed.IsConsumed(envelope.Name))
            return Task.FromException(new PoisonEventException("not-consumed", $"No consumer handled the event: {reason}"));
        else
            return SkipUnknown(delivery, envelope);
        return Task.CompletedTask;
    }

    private Task SkipUnknown(Delivery delivery, EventEnvelope envelope)
    {
        var known = endpoint.Consumed.VersionsOf(envelope.Source, envelope.DetailType);
        var name = PersonalData.Mask(envelope.Name.ToString());
        var problem = known.Count == 0
            ? $"No consumer here handles {name}: the rule's pattern matches more events than the worker consumes."
            : $"The consumers here handle {envelope.DetailType} in version {string.Join(", ", known)}, not in version {envelope.Name.Version}.";
        if (endpoint.UnknownEvents == UnknownEvents.DeadLetter)
            return Task.FromException(new PoisonEventException(known.Count == 0 ? "unknown-type" : "unknown-version", problem));

        delivery.MarkSkipped(known.Count == 0 ? "unknown-type" : "unknown-version");
        if (_warned.Count < MaxWarnings && _warned.TryAdd(name, 0))
            LogContext.Warning?.Log(
                "Events {Event} of {Queue} are skipped (logged once): {Reason} Narrow the pattern, or set unknownEvents to deadLetter to keep them",
                name,
                endpoint.QueueName,
                problem);
        return Task.CompletedTask;
    }
}
