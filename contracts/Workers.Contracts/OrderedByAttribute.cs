namespace Workers.Contracts;

/// <summary>
/// Names the property whose value is the ordering key of an event: events with the same key belong together, such as those of one order.
/// The key is in the event's metadata. A message that is sent to a FIFO queue has it as its group, so that the messages with the same key are
/// handled one after the other, in the order in which they were sent. EventBridge itself keeps no order.
/// </summary>
/// <param name="property">
/// The name of a public property of the contract, such as <c>nameof(OrderId)</c>. Its value is written as text, without a culture; null and
/// an empty text are no key.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface)]
public sealed class OrderedByAttribute(string property) : Attribute
{
    /// <summary>The name of the property.</summary>
    public string Property { get; } = property;
}
