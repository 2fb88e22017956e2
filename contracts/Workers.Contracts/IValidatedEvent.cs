namespace Workers.Contracts;

/// <summary>
/// An event that validates itself, before it is published and when it is received. An invalid event is an error of the sender that no
/// retry can fix, so the receiver dead-letters it without a retry.
/// </summary>
public interface IValidatedEvent
{
    /// <summary>The errors, each a sentence that names the member; empty if the event is valid.</summary>
    IEnumerable<string> Validate();
}
