namespace Workers.EventBridge.Receiving;

/// <summary>Handling of an event whose type or version no consumer of the endpoint handles.</summary>
public enum UnknownEvents
{
    /// <summary>The event is deleted and counted, with one warning for each type and version.</summary>
    Skip,

    /// <summary>The event is poison: it goes to the dead-letter queue at once.</summary>
    DeadLetter,
}
