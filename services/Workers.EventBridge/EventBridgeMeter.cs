using System.Diagnostics.Metrics;

namespace Workers.EventBridge;

/// <summary>The transport's own metrics, beside MassTransit's.</summary>
public static class EventBridgeMeter
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string Name = "Workers.EventBridge";

    internal static Meter Instance { get; } = new(Name);
}
