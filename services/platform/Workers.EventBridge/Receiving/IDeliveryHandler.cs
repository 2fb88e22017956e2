namespace Workers.EventBridge.Receiving;

/// <summary>Calls the consumers of an endpoint: the boundary between the receive engine and the messaging framework on top of it.</summary>
internal interface IDeliveryHandler
{
    /// <summary>
    /// Calls the consumers, and settles the message once: <see cref="MessageSettlement.CompleteAsync"/> if they succeed,
    /// <see cref="MessageSettlement.FailAsync"/> if one fails. Before they start, it checks <see cref="MessageSettlement.IsLost"/>.
    /// </summary>
    /// <exception cref="Exception">
    /// A consumer failed. If the message is not settled yet, it counts as failed with this exception.
    /// </exception>
    Task HandleAsync(Delivery delivery, MessageSettlement settlement);
}
