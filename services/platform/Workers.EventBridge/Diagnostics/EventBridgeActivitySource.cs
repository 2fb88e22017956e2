using System.Diagnostics;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// The transport's spans, named after the messaging conventions of OpenTelemetry: <c>create OrderCreated</c> where an event is
/// published, <c>send store</c> when it goes to the bus, <c>process payment</c> for each delivery out of a queue.
/// </summary>
public static class EventBridgeActivitySource
{
    /// <summary>The source's name, for <c>AddSource</c>.</summary>
    public const string Name = "Workers.EventBridge";

    /// <summary>
    /// Attribute, true, of the first span of a trace that begins with a message. Such a span has a parent context without a span, remote and
    /// recorded, whose trace id is made of the message's id: the trace is the same when the message comes again. A sampler that asks for
    /// the parent's decision finds none there.
    /// </summary>
    public const string BeginsTrace = "workers.trace.begins";

    internal static ActivitySource Instance { get; } = new(Name, typeof(EventBridgeActivitySource).Assembly.GetName().Version?.ToString(3));
}
