namespace Workers.Contracts;

/// <summary>
/// An event that knows its own rules. They are checked before it is published and again where it is received: an event that
/// breaks them is the sender's error and no retry can mend it, so a receiver dead-letters it at once.
/// </summary>
public interface IValidatedEvent
{
    /// <summary>What is wrong, a sentence each that names the member; empty when all is well.</summary>
    IEnumerable<string> Validate();
}
