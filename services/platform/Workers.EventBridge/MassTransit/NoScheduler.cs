using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MassTransit;

namespace Workers.EventBridge.MassTransit;

/// <summary>The scheduler of a consumer's context: EventBridge cannot delay an event, so each call is refused.</summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy derives from it.")]
internal class NoScheduler : DispatchProxy
{
    // MassTransit asks for it for each consumer, to make the consumer's own context, and calls it when something is scheduled.
    private static readonly MessageSchedulerFactory Factory = _ => throw Refusal();

    /// <summary>The only one: it has no state.</summary>
    public static readonly MessageSchedulerContext Instance = Create<MessageSchedulerContext, NoScheduler>();

    /// <summary>The refusal of everything that would be published later.</summary>
    public static NotSupportedException Refusal() => new("EventBridge cannot delay an event. Use EventBridge Scheduler to publish it later.");

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.ReturnType == typeof(MessageSchedulerFactory) ? Factory : throw Refusal();
}
