namespace Workers.LocalAws.DeadLetters;

/// <summary>A request about dead letters that cannot be executed; the message is the reason.</summary>
internal sealed class DeadLetterException(string message, bool isMissing = false) : Exception(message)
{
    /// <summary>Whether the queue does not exist.</summary>
    public bool IsMissing => isMissing;
}
