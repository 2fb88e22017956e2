using System.Diagnostics;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// The transport's spans, named after OpenTelemetry's messaging conventions: <c>create OrderCreated</c> for publishing an event,
/// <c>send store</c> for sending it to the bus, <c>process payment</c> for each delivery from a queue.
/// </summary>
public static class EventBridgeActivitySource
{
    /// <summary>The source's name, for <c>AddSource</c>.</summary>
    public const string Name = "Workers.EventBridge";

    /// <summary>
    /// Attribute, true, of the first span of a trace that starts with a message. Such a span has a remote, recorded parent context without
    /// a span; its trace id is derived from the message id, so that a redelivery is in the same trace. A parent-based sampler finds no
    /// decision there.
    /// </summary>
    public const string BeginsTrace = "workers.trace.begins";

    internal static ActivitySource Instance { get; } = new(Name, AssemblyVersion.Of(typeof(EventBridgeActivitySource).Assembly));
}
