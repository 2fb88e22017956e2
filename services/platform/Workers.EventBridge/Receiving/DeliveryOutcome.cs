namespace Workers.EventBridge.Receiving;

/// <summary>Outcomes of a delivery, as named in metrics and logs.</summary>
internal static class DeliveryOutcome
{
    /// <summary>Its consumers handled it.</summary>
    public const string Consumed = "consumed";

    /// <summary>Its consumers had handled it before, and skipped it.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Unwanted: past its time to live, or of a type or version that the endpoint does not consume.</summary>
    public const string Skipped = "skipped";

    /// <summary>It failed, and was returned to its queue.</summary>
    public const string Returned = "returned";

    /// <summary>It was moved to the dead-letter queue.</summary>
    public const string DeadLettered = "dead_lettered";

    /// <summary>It reached its failure limit while the circuit was open, and waits in flight until it closes.</summary>
    public const string Deferred = "deferred";

    /// <summary>Its visibility ended while it was handled: another worker receives it.</summary>
    public const string Lost = "lost";
}
