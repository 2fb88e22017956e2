namespace Workers.EventBridge.Receiving;

/// <summary>What becomes of an event that no consumer of the endpoint takes, or that they take in another version only.</summary>
public enum UnknownEvents
{
    /// <summary>It is deleted, counted, and warned of once for each type and version.</summary>
    Skip,

    /// <summary>It is poison: it goes to the dead-letter queue at once.</summary>
    DeadLetter,
}
