namespace Workers.EventBridge.Publishing;

/// <summary>An event was not published: EventBridge did not take it, or never could.</summary>
/// <param name="code">EventBridge's error code, such as <c>MalformedDetail</c>, or <c>EntryTooLarge</c>.</param>
/// <param name="message">What is wrong, and with which event.</param>
/// <param name="inner">What was thrown, if anything was.</param>
public sealed class EventPublishException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether a later try may succeed: EventBridge was busy, broken or out of reach.</summary>
    public bool IsTransient { get; init; }

    /// <summary>EventBridge's error code.</summary>
    public string Code { get; } = code;
}
