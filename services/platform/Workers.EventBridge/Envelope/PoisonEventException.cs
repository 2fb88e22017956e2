namespace Workers.EventBridge.Envelope;

/// <summary>
/// An event that no retry can fix: not JSON, of an unknown type, or against its contract. It goes to the dead-letter queue at once. A
/// consumer can throw this exception, or a derived one, for the same effect.
/// </summary>
/// <param name="reason">A short word for operators to filter on, such as <c>malformed</c>.</param>
/// <param name="message">The problem, in a sentence.</param>
/// <param name="inner">The original exception, if any.</param>
public class PoisonEventException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A short word for operators to filter on.</summary>
    public string Reason { get; } = reason;
}
