namespace Workers.EventBridge.Envelope;

/// <summary>
/// An event that no retry can mend: not JSON, of an unknown type, or against its contract. It goes to the dead-letter queue at
/// once. Throw it from a consumer, or derive from it, to have the same done there.
/// </summary>
/// <param name="reason">A short word for operators to filter on, such as <c>malformed</c>.</param>
/// <param name="message">What is wrong, in a sentence.</param>
/// <param name="inner">What was thrown, if anything was.</param>
public class PoisonEventException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A short word for operators to filter on.</summary>
    public string Reason { get; } = reason;
}
