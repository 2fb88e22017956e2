namespace Workers.EventBridge.Topology;

/// <summary>Name of a contract on the bus.</summary>
/// <param name="Source">The EventBridge <c>source</c>.</param>
/// <param name="DetailType">The EventBridge <c>detail-type</c>.</param>
/// <param name="Version">The contract's version; an event without metadata counts as version 1.</param>
public sealed record EventName(string Source, string DetailType, int Version = 1)
{
    /// <inheritdoc />
    public override string ToString() => Version == 1 ? $"{Source}/{DetailType}" : $"{Source}/{DetailType} v{Version}";
}
