using MassTransit;
using MassTransit.Transports;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// MassTransit would move a failed message to an _error queue and a skipped one to _skipped. Here both fail the receive, and the
/// message's lock decides: another try, or the dead-letter queue that the source queue names.
/// </summary>
internal sealed class FaultTransport : IErrorTransport, IDeadLetterTransport
{
    public static readonly FaultTransport Instance = new();

    public Task Send(ExceptionReceiveContext context) => Task.FromException(context.Exception);

    public Task Send(ReceiveContext context, string reason) =>
        Task.FromException(new Envelope.PoisonEventException("not-consumed", $"No consumer took the event: {reason}"));
}
