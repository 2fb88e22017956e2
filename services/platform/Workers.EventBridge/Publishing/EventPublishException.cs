namespace Workers.EventBridge.Publishing;

/// <summary>An event was not published: EventBridge did not accept it, or never could.</summary>
/// <param name="code">EventBridge's error code, such as <c>MalformedDetail</c>, or <c>EntryTooLarge</c>.</param>
/// <param name="message">The problem, and the event.</param>
/// <param name="inner">The original exception, if any.</param>
public sealed class EventPublishException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether a later attempt may succeed: EventBridge was busy, broken or unreachable.</summary>
    public bool IsTransient { get; init; }

    /// <summary>EventBridge's error code.</summary>
    public string Code { get; } = code;
}
