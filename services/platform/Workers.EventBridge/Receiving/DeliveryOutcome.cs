namespace Workers.EventBridge.Receiving;

/// <summary>What became of a delivery, as metrics and logs name it.</summary>
internal static class DeliveryOutcome
{
    /// <summary>Its consumers have done it.</summary>
    public const string Consumed = "consumed";

    /// <summary>Its consumers had done it before, and passed it over.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Nobody here wants it: it is past its time to live, or of a type or version that the endpoint does not consume.</summary>
    public const string Skipped = "skipped";

    /// <summary>It failed, and went back to its queue.</summary>
    public const string Returned = "returned";

    /// <summary>It went to the dead-letter queue.</summary>
    public const string DeadLettered = "dead_lettered";

    /// <summary>It failed as often as it may while the gate was held, and waits in hand for it to open.</summary>
    public const string Deferred = "deferred";

    /// <summary>Its visibility ended while it was handled: it belongs to another worker.</summary>
    public const string Lost = "lost";
}
