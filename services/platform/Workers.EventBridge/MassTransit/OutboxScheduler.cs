using MassTransit;
using MassTransit.Scheduling;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// Schedules messages in the outbox of the scope: their rows are published when they are due. What is scheduled is part of the transaction,
/// and survives restarts.
/// </summary>
/// <param name="endpoints">The send endpoints of the scope.</param>
/// <param name="outbox">Finds its outbox; null if it has none.</param>
internal sealed class OutboxScheduler(ISendEndpointProvider endpoints, Func<IOutbox?> outbox) : IScheduleMessageProvider
{
    private readonly DelayedScheduleMessageProvider _delayed = new(endpoints);

    /// <summary>The exception for everything that would be published later.</summary>
    public static NotSupportedException Refusal() => new(
        "EventBridge cannot delay an event, and no outbox of this scope can keep it until it is due. Schedule in a worker with a store (Workers.Hosting), in a consumer or in another scope; or let EventBridge Scheduler keep it, with cfg.UseEventBridgeScheduler(role).");

    public Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class => outbox() is { CanSchedule: true }
            ? _delayed.ScheduleSend(destinationAddress, scheduledTime, message, pipe, cancellationToken)
            : throw Refusal();

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken) =>
        outbox() is { CanSchedule: true } known ? known.CancelAsync(tokenId, cancellationToken) : throw Refusal();

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);
}
