using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MassTransit;

namespace Workers.EventBridge.MassTransit;

/// <summary>The scheduler of a consumer's context: EventBridge cannot delay an event, so each call is rejected.</summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy derives from it.")]
internal class NoScheduler : DispatchProxy
{
    // MassTransit gets it for each consumer's context, and calls it only to schedule.
    private static readonly MessageSchedulerFactory Factory = _ => throw Refusal();

    /// <summary>The only instance: it has no state.</summary>
    public static readonly MessageSchedulerContext Instance = Create<MessageSchedulerContext, NoScheduler>();

    /// <summary>The exception for everything that would be published later.</summary>
    public static NotSupportedException Refusal() => new("EventBridge cannot delay an event. Use EventBridge Scheduler to publish it later.");

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.ReturnType == typeof(MessageSchedulerFactory) ? Factory : throw Refusal();
}
