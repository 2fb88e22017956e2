namespace Workers.Contracts;

/// <summary>Names a contract on the bus. Event patterns match these names, so do not change them after publishing an event.</summary>
/// <param name="source">
/// The EventBridge <c>source</c>: the publisher, e.g. <c>store.orders</c>. 1 to 256 characters; <c>aws.</c> is reserved by AWS.
/// </param>
/// <param name="detailType">The EventBridge <c>detail-type</c>: the kind of event, e.g. <c>OrderCreated</c>. 1 to 128 characters.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
public sealed class EventAttribute(string source, string detailType) : Attribute
{
    /// <summary>The EventBridge <c>source</c>.</summary>
    public string Source { get; } = source;

    /// <summary>The EventBridge <c>detail-type</c>.</summary>
    public string DetailType { get; } = detailType;

    /// <summary>
    /// The contract's version, 1 by default. Within a version, changes may only add members; a breaking change needs a new version,
    /// published in addition to the old one. Rules can filter on <c>detail.metadata.eventVersion</c>.
    /// </summary>
    public int Version { get; init; } = 1;
}
