namespace Workers.LocalAws.DeadLetters;

/// <summary>A request about dead letters that can not be carried out; the message says why.</summary>
internal sealed class DeadLetterException(string message, bool isMissing = false) : Exception(message)
{
    /// <summary>Whether the queue does not exist.</summary>
    public bool IsMissing => isMissing;
}
