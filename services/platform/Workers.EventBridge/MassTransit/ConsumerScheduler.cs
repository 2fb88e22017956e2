using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MassTransit;
using MassTransit.Scheduling;

namespace Workers.EventBridge.MassTransit;

/// <summary>
/// The payload of a delivery from which MassTransit gets the scheduler of each consumer's context. Only a consumer has an outbox: other calls
/// are rejected.
/// </summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy derives from it.")]
internal class ConsumerScheduler : DispatchProxy
{
    private MessageSchedulerFactory _factory = null!;

    /// <summary>Creates it for the endpoints of a host.</summary>
    public static MessageSchedulerContext Of(EventBridgeHostConfiguration host)
    {
        var scheduler = Create<MessageSchedulerContext, ConsumerScheduler>();
        ((ConsumerScheduler)(object)scheduler)._factory = context => new MessageScheduler(
            new OutboxScheduler(context, () => EventSendTransportContext.FindOutbox(context, host) ?? host.Clients.Scheduler), host.Topology);
        return scheduler;
    }

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.ReturnType == typeof(MessageSchedulerFactory) ? _factory : throw OutboxScheduler.Refusal();
}
