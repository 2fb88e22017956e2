namespace Workers.EventBridge.Publishing;

/// <summary>EventBridge did not take an event.</summary>
/// <param name="code">EventBridge's error code, such as <c>MalformedDetail</c>, or <c>EntryTooLarge</c>.</param>
/// <param name="message">What is wrong, and with which event.</param>
/// <param name="inner">What was thrown, if anything was.</param>
public sealed class EventRefusedException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether a later try may succeed: EventBridge was busy, broken or out of reach.</summary>
    public bool IsTransient { get; init; }

    /// <summary>EventBridge's error code.</summary>
    public string Code { get; } = code;
}
