namespace Workers.LocalAws.EventBridge.Patterns;

/// <summary>An event pattern that EventBridge would reject.</summary>
/// <param name="place">Place in the pattern: <c>detail.state</c>. Empty for the pattern as a whole.</param>
/// <param name="reason">The error at this place.</param>
public sealed class InvalidEventPatternException(string place, string reason)
    : Exception(place.Length == 0 ? reason : $"{reason}\n at {place}")
{
    /// <summary>Place in the pattern: <c>detail.state</c>. Empty for the pattern as a whole.</summary>
    public string Place => place;
}
