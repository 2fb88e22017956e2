using System.Diagnostics.Metrics;

namespace Workers.EventBridge.Diagnostics;

/// <summary>The transport's metrics; see the table in its README.</summary>
public static class EventBridgeMeter
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string Name = "Workers.EventBridge";

    internal static Meter Instance { get; } = new(Name);
}
